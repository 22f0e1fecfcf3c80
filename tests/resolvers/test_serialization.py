"""Payloads encoded as JSON for an idempotency key, and decoded."""

from dataclasses import is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest

from resolvers import payloads
from resolvers.payloads import (
    BulkItem,
    BulkSessionsPayload,
    ClosurePayload,
    FromTemplateItem,
    FromTemplatePayload,
    InputError,
    InUseError,
    ScheduleConflictError,
    SessionPayload,
    VersionConflictError,
)
from resolvers.serialization import decode, encode
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence

SUMMER = timezone(timedelta(hours=1))


def occurrence(**given: Any) -> Occurrence:
    values: dict[str, Any] = {
        "session_id": "s",
        "clinician_id": "c",
        "original_date": date(2026, 3, 30),
        "held_on": date(2026, 3, 30),
        "zone": "Europe/London",
        "cancelled": False,
        "starts_at": datetime(2026, 3, 30, 9, tzinfo=SUMMER),
        "ends_at": datetime(2026, 3, 30, 12, tzinfo=SUMMER),
        "status": "SCHEDULED",
        "location_id": None,
        "allow_remote": True,
        "reason": None,
        "closure_id": None,
        "clock_change": False,
        **given,
    }
    return Occurrence(**values)


CONFLICT = Conflict("CLINICIAN_OVERLAP", occurrence(), occurrence(session_id="other"), None, "They overlap.")
PAYLOADS = [
    SessionPayload("s", (CONFLICT,)),
    SessionPayload(errors=(InputError("No.", "INVALID", ("input", "name")),)),
    SessionPayload(errors=(VersionConflictError("No.", ("expectedVersion",), 7), InUseError("No.", (), 1, 2))),
    SessionPayload(errors=(ScheduleConflictError("No.", (), (CONFLICT, CONFLICT)),)),
    BulkSessionsPayload((BulkItem("a", "a"), BulkItem("b", errors=(InputError("No.", "INVALID", ()),)))),
    FromTemplatePayload((FromTemplateItem("c", date(2026, 3, 30), "s", (CONFLICT,)),)),
    ClosurePayload("c", (occurrence(ends_at=datetime(2026, 3, 30, 12, tzinfo=UTC)),)),
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: type(payload).__name__)
def test_a_decoded_payload_equals_the_encoded_one(payload: Any) -> None:
    assert decode(orjson.loads(orjson.dumps(encode(payload)))) == payload


def test_instants_keep_their_offset() -> None:
    found = decode(encode(CONFLICT))
    assert found.occurrence.starts_at.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("name", sorted(payloads.PAYLOAD_CLASSES))
def test_every_payload_type_can_be_stored(name: str) -> None:
    kind = payloads.PAYLOAD_CLASSES[name]
    assert is_dataclass(kind)
    assert decode(encode(kind())) == kind()
