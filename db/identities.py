"""Ids of what has no row of its own: derived from what it is of, so that it has the same id as long as it is the same.

A derived id begins with the name of its type, which no UUID does: ids are unique across all types. Callers must not
take an id apart; `node` finds an occurrence by its id, and nothing else that is derived.
"""

import hashlib
import re
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from scheduling.occurrences import Occurrence

DERIVED = ("Occurrence", "SessionException", "Conflict", "Slot", "AvailabilityReason", "Viewer")
"""The types with derived ids."""
OCCURRENCE = re.compile(r"Occurrence:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{4}-\d{2}-\d{2})", re.ASCII)


# ---------------------------------------------------------------- made


def occurrence(session_id: str, original_date: date, draft: bool) -> str:
    """A moved date keeps its id. One that is not saved (`draft`) is named by the date alone."""
    return f"Occurrence:{_named(session_id, original_date, draft)}"


def session_exception(session_id: str, original_date: date) -> str:
    return f"SessionException:{session_id}:{original_date}"


def conflict(one: Occurrence, other: Occurrence | None, closure_id: str | None) -> str:
    """Of two occurrences that overlap, each has the conflict from its own side: these are two conflicts."""
    against = closure_id if other is None else _named(other.session_id, other.original_date, other.draft)
    return f"Conflict:{_named(one.session_id, one.original_date, one.draft)}:{against}"


def slot(session_id: str, location_id: str | None, start: datetime, end: datetime, modes: Sequence[str]) -> str:
    """With its end and its modes: at one start, an appointment type of another length or mode has another slot."""
    seconds = int(start.timestamp())
    return f"Slot:{session_id}:{location_id or ''}:{seconds}:{int(end.timestamp()) - seconds}:{','.join(modes)}"


def availability_reason(session_id: str, code: str, on: date | None, message: str) -> str:
    """With its message, which says what the search was for where that matters."""
    return f"AvailabilityReason:{session_id}:{code}:{on or ''}:{zlib.crc32(message.encode()):08x}"


@lru_cache(maxsize=4096)
def viewer(practice_id: str, subject: str) -> str:
    """Of the token's subject, which may be an e-mail address: the id does not show it."""
    return f"Viewer:{hashlib.sha256(f'{practice_id}:{subject}'.encode()).hexdigest()[:32]}"


def _named(session_id: str, original_date: date, draft: bool) -> str:
    return f"draft:{original_date}" if draft else f"{session_id}:{original_date}"


# ---------------------------------------------------------------- read


def is_derived(text: str) -> bool:
    return text.partition(":")[0] in DERIVED


def date_of_session(text: str) -> tuple[str, date] | None:
    """The session and the original date that an occurrence's id names; None for any other id."""
    found = OCCURRENCE.fullmatch(text)
    try:
        return None if found is None else (found[1], date.fromisoformat(found[2]))
    except ValueError:
        return None
