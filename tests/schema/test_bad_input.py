"""What a caller can put right: every problem of an input at once, where it is, in words, and nothing written.

The lines of "Bad input" in the issue, for making, editing and copying a session; ids and pages of every root field.
"""

import json
from copy import deepcopy
from itertools import cycle
from typing import Any

import pytest

from db.engine import Database
from resolvers.context import Role
from tests.practice import House
from tests.schema.roots import ROOTS, UNKNOWN, Path, Root, errors_in, furnish, put, select, select_errors
from tests.vacuous import some

Problem = tuple[str, str]
"""Its code, and its path joined by dots."""


def problems(payload: Any) -> list[Problem]:
    return sorted((error["code"], ".".join(error["path"])) for error in payload["errors"])


def a_sentence(message: str) -> bool:
    """Written for a person: capital letter or a quotation, full stop, not too long, and nothing of our own making."""
    begins = message[0].isupper() or message[0] == "“"
    return begins and message.endswith(".") and len(message) < 300 and not any(sign in message for sign in "_{}$")


def repeated(**recurrence: Any) -> dict[str, Any]:
    return {"schedule": {"recurrence": recurrence}}


def every(**weekly: Any) -> dict[str, Any]:
    return repeated(weekly={"weekdays": ["MONDAY"], **weekly})


def times(start: str, end: str, *, next_day: bool = False) -> dict[str, Any]:
    return {"schedule": {"startTime": start, "endTime": end, "endsNextDay": next_day}}


RECURRENCE = "schedule.recurrence"
CASES: dict[str, tuple[dict[str, Any], list[Problem]]] = {
    "a blank name": ({"name": " \t\n"}, [("REQUIRED", "name")]),
    "no name": ({"name": ""}, [("REQUIRED", "name")]),
    "a name that nobody can see": ({"name": "\u200b\u2060\u00a0\u200b"}, [("REQUIRED", "name")]),
    "a name of 201 characters": ({"name": "x" * 201}, [("TOO_LONG", "name")]),
    "a NUL in the name": ({"name": "a\0b"}, [("INVALID", "name")]),
    "notes of 10,001 characters": ({"notes": "x" * 10_001}, [("TOO_LONG", "notes")]),
    "a NUL in the notes": ({"notes": "\0"}, [("INVALID", "notes")]),
    "neither a location nor remote": ({"locationId": None, "allowRemote": False}, [("REQUIRED", "locationId")]),
    "an unknown clinician": ({"clinicianId": UNKNOWN}, [("NOT_FOUND", "clinicianId")]),
    "an unknown location": ({"locationId": UNKNOWN}, [("NOT_FOUND", "locationId")]),
    "an unknown type": ({"appointmentTypeIds": [UNKNOWN]}, [("NOT_FOUND", "appointmentTypeIds.0")]),
    "a clinician of another practice": ({"clinicianId": "FOREIGN clinician"}, [("NOT_FOUND", "clinicianId")]),
    "a location of another practice": ({"locationId": "FOREIGN location"}, [("NOT_FOUND", "locationId")]),
    "a type of another practice": (
        {"appointmentTypeIds": ["FOREIGN appointment type"]},
        [("NOT_FOUND", "appointmentTypeIds.0")],
    ),
    "an inactive clinician": ({"clinicianId": "INACTIVE clinician"}, [("INVALID", "clinicianId")]),
    "an inactive location": ({"locationId": "INACTIVE location"}, [("INVALID", "locationId")]),
    "an inactive type": (
        {"appointmentTypeIds": ["OURS appointment type", "INACTIVE appointment type"]},
        [("INVALID", "appointmentTypeIds.1")],
    ),
    "malformed ids": (
        {"clinicianId": "1", "locationId": "", "appointmentTypeIds": ["x" * 5000]},
        [("INVALID", "appointmentTypeIds.0"), ("INVALID", "clinicianId"), ("INVALID", "locationId")],
    ),
    "an id of another kind of thing": ({"clinicianId": "OURS location"}, [("NOT_FOUND", "clinicianId")]),
    "a type twice": (
        {"appointmentTypeIds": ["OURS appointment type", "OURS appointment type"]},
        [("INVALID", "appointmentTypeIds.1")],
    ),
    "a type twice in other letters": (
        {"appointmentTypeIds": ["OURS appointment type", "UPPER appointment type"]},
        [("INVALID", "appointmentTypeIds.1")],
    ),
    "201 types": ({"appointmentTypeIds": ["OURS appointment type"] * 201}, [("OUT_OF_RANGE", "appointmentTypeIds")]),
    "an end before the start": (times("12:00", "09:00"), [("INVALID", "schedule.endTime")]),
    "an end at the start": (times("09:00", "09:00"), [("INVALID", "schedule.endTime")]),
    "the next day, after the start": (times("09:00", "09:01", next_day=True), [("INVALID", "schedule.endsNextDay")]),
    "a date before 1900": ({"schedule": {"startDate": "1899-12-31"}}, [("OUT_OF_RANGE", "schedule.startDate")]),
    "a date after 2199": ({"schedule": {"startDate": "2200-01-01"}}, [("OUT_OF_RANGE", "schedule.startDate")]),
    "a date that does not exist": ({"schedule": {"startDate": "2026-02-30"}}, [("INVALID", "schedule.startDate")]),
    "24:00": (times("24:00", "12:00"), [("INVALID", "schedule.startTime")]),
    "9:00": (times("9:00", "12:00"), [("INVALID", "schedule.startTime")]),
    "09:00:30": (times("09:00", "09:00:30"), [("INVALID", "schedule.endTime")]),
    "until no date": (every(until="soon"), [("INVALID", f"{RECURRENCE}.weekly.until")]),
    "nothing that can be read, and all else": (
        {
            "name": "",
            "appointmentTypeIds": ["nonsense"],
            "schedule": {
                "startDate": "2027-02-30",
                "startTime": "25:00",
                "endTime": "noon",
                "recurrence": {"weekly": {"weekdays": [], "interval": 0, "until": "31 March"}},
            },
        },
        [
            ("INVALID", "appointmentTypeIds.0"),
            ("INVALID", "schedule.endTime"),
            ("INVALID", "schedule.recurrence.weekly.until"),
            ("INVALID", "schedule.startDate"),
            ("INVALID", "schedule.startTime"),
            ("OUT_OF_RANGE", "schedule.recurrence.weekly.interval"),
            ("REQUIRED", "name"),
            ("REQUIRED", "schedule.recurrence.weekly.weekdays"),
        ],
    ),
    "weekly without weekdays": (every(weekdays=[]), [("REQUIRED", f"{RECURRENCE}.weekly.weekdays")]),
    "interval 0": (every(interval=0), [("OUT_OF_RANGE", f"{RECURRENCE}.weekly.interval")]),
    "interval -1": (repeated(daily={"interval": -1}), [("OUT_OF_RANGE", f"{RECURRENCE}.daily.interval")]),
    "interval 1000": (every(interval=1000), [("OUT_OF_RANGE", f"{RECURRENCE}.weekly.interval")]),
    "count 0": (every(count=0), [("OUT_OF_RANGE", f"{RECURRENCE}.weekly.count")]),
    "count 1001": (repeated(daily={"count": 1001}), [("OUT_OF_RANGE", f"{RECURRENCE}.daily.count")]),
    "until before the start": (every(until="2026-03-08"), [("INVALID", f"{RECURRENCE}.weekly.until")]),
    "until with count": (every(until="2026-12-31", count=5), [("INVALID", f"{RECURRENCE}.weekly.count")]),
    "no date until its end": (
        repeated(weekly={"weekdays": ["SUNDAY"], "until": "2026-03-10"}),
        [("INVALID", f"{RECURRENCE}.weekly.until")],
    ),
    "30 February": (repeated(rrule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), [("INVALID", f"{RECURRENCE}.rrule")]),
    "the 31st of every 12th month from November": (
        {"schedule": {"startDate": "2026-11-01", "recurrence": {"monthly": {"monthDays": [31], "interval": 12}}}},
        [("INVALID", f"{RECURRENCE}.monthly")],
    ),
    "a sub-daily rule": (repeated(rrule="FREQ=HOURLY"), [("INVALID", f"{RECURRENCE}.rrule")]),
    "a sub-daily part": (repeated(rrule="FREQ=DAILY;BYHOUR=9"), [("INVALID", f"{RECURRENCE}.rrule")]),
    "a malformed rule": (repeated(rrule="every monday"), [("INVALID", f"{RECURRENCE}.rrule")]),
    "an empty rule": (repeated(rrule=""), [("INVALID", f"{RECURRENCE}.rrule")]),
    "a NUL in the rule": (repeated(rrule="FREQ=DAILY\0"), [("INVALID", f"{RECURRENCE}.rrule")]),
    "a huge rule": (repeated(rrule="FREQ=DAILY;BYMONTHDAY=" + "1," * 50_000), [("TOO_LONG", f"{RECURRENCE}.rrule")]),
    "monthly without days": (repeated(monthly={}), [("REQUIRED", f"{RECURRENCE}.monthly.monthDays")]),
    "monthly by both": (
        repeated(monthly={"monthDays": [1], "weekdays": ["MONDAY"]}),
        [("INVALID", f"{RECURRENCE}.monthly.weekdays")],
    ),
    "day 32 and day 0": (
        repeated(monthly={"monthDays": [0, 32, -32]}),
        [("OUT_OF_RANGE", f"{RECURRENCE}.monthly.monthDays")],
    ),
    "the sixth Monday": (
        repeated(monthly={"weekdays": ["MONDAY"], "weeksOfMonth": [6]}),
        [("OUT_OF_RANGE", f"{RECURRENCE}.monthly.weeksOfMonth")],
    ),
    "everything at once": (
        {
            "name": "",
            "notes": "\0",
            "clinicianId": UNKNOWN,
            "locationId": None,
            "allowRemote": False,
            "appointmentTypeIds": ["nonsense"],
            "schedule": {
                "startDate": "2026-03-09",
                "startTime": "12:00",
                "endTime": "09:00",
                "recurrence": {"weekly": {"weekdays": [], "interval": 0, "until": "2026-01-01", "count": 0}},
            },
        },
        [
            ("INVALID", "appointmentTypeIds.0"),
            ("INVALID", "notes"),
            ("INVALID", "schedule.endTime"),
            ("INVALID", "schedule.recurrence.weekly.count"),
            ("NOT_FOUND", "clinicianId"),
            ("OUT_OF_RANGE", "schedule.recurrence.weekly.count"),
            ("OUT_OF_RANGE", "schedule.recurrence.weekly.interval"),
            ("REQUIRED", "locationId"),
            ("REQUIRED", "name"),
            ("REQUIRED", "schedule.recurrence.weekly.weekdays"),
        ],
    ),
}


def filled(value: Any, things: dict[str, str]) -> Any:
    """`value` with "OURS location" and its like replaced by ids."""
    if isinstance(value, dict):
        return {name: filled(part, things) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, things) for part in value]
    named = isinstance(value, str) and value.startswith(("OURS ", "FOREIGN ", "INACTIVE ", "UPPER "))
    return things[value] if named else value


async def all_things(house: House, other_house: House) -> dict[str, str]:
    """Ours, those of another practice, inactive ones, and ours in capital letters."""
    ours, foreign, inactive = await furnish(house), await furnish(other_house), await furnish(house)
    await house.ask(
        """mutation($c: ID!, $l: ID!, $t: ID!) {
            updateClinician(id: $c, input: {active: false}) { errors { message } }
            updateLocation(id: $l, input: {active: false}) { errors { message } }
            updateAppointmentType(id: $t, input: {active: false}) { errors { message } } }""",
        c=inactive["clinician"],
        l=inactive["location"],
        t=inactive["appointment type"],
    )
    upper = {kind: an_id.upper() for kind, an_id in ours.items()}
    whose = {"OURS": ours, "FOREIGN": foreign, "INACTIVE": inactive, "UPPER": upper}
    return {f"{name} {kind}": an_id for name, things in whose.items() for kind, an_id in things.items()}


async def test_every_line_of_bad_input_is_refused_at_its_place_and_writes_nothing(
    house: House, other_house: House, database: Database
) -> None:
    things = await all_things(house, other_house)
    schedule = {"startDate": "2026-03-09", "startTime": "09:00", "endTime": "12:00"}
    good = {
        "name": "Clinic",
        "clinicianId": things["OURS clinician"],
        "locationId": things["OURS location"],
        "allowRemote": False,
        "schedule": schedule,
        "appointmentTypeIds": [],
        "notes": "",
    }
    session = (await house.create_session(good))["session"]
    before = await house.stored(database)
    for what, (given, expected) in CASES.items():
        changes = filled(deepcopy(given), things)
        if "schedule" in changes:
            changes["schedule"] = {**schedule, **changes["schedule"]}
        payloads = {
            "input": await house.create_session({**good, **changes}),
            "input ": await house.update_session(session["id"], changes),
            "overrides": await house.duplicate_session(session["id"], overrides=changes),
        }
        for prefix, payload in payloads.items():
            wanted = sorted((code, f"{prefix.strip()}.{path}") for code, path in expected)
            assert problems(payload) == wanted, what
            assert all(a_sentence(error["message"]) for error in some(payload["errors"])), (what, payload["errors"])
            assert payload["session"] is None
            assert payload["warnings"] == []
    assert await house.stored(database) == before


async def test_what_the_schema_itself_refuses_writes_nothing(house: House, database: Database) -> None:
    given = await house.session_input()
    before = await house.stored(database)
    for changes in (
        {"name": None},
        {"clinicianId": None},
        {"schedule": None},
        {"appointmentTypeIds": None},
        {"appointmentTypeIds": [None]},
        {"status": "ASLEEP"},
        {"unknown": 1},
        {"schedule": {**given["schedule"], "startDate": 20260309}},
        {"schedule": {**given["schedule"], "startTime": None}},
        {"schedule": {**given["schedule"], "startTime": ["09:00"]}},
        {"schedule": {**given["schedule"], "recurrence": {}}},
        {"schedule": {**given["schedule"], "recurrence": {"daily": {}, "rrule": "FREQ=DAILY"}}},
        {"schedule": {**given["schedule"], "recurrence": {"daily": None}}},
        {"schedule": {**given["schedule"], "recurrence": {"daily": {"interval": 2**40}}}},
    ):
        query = "mutation($input: CreateSessionInput!) { createSession(input: $input) { session { id } } }"
        assert await house.code(query, input={**given, **changes}) == "BAD_USER_INPUT", changes
    assert await house.stored(database) == before


# ---------------------------------------------------------------- ids, wherever they are given

IGNORED = {("createSessionsFromTemplate", "sessions.0.overrides.clinicianId")}
"""The entry's own clinician wins over that of its overrides, which can only repeat it."""

BY_ID = [
    (root, path) for root in ROOTS.values() for path in root.id_paths() if (root.name, ".".join(path)) not in IGNORED
]


def test_it_is_known_of_every_id_argument_what_it_is_the_id_of() -> None:
    for root, path in BY_ID:
        assert root.kind(next(step for step in reversed(path) if not step.isdigit()))


def named(arguments: dict[str, Any], path: Path, an_id: str) -> dict[str, Any]:
    changed = deepcopy(arguments)
    put(changed, path, an_id)
    return changed


def kind_of(root: Root, path: Path) -> str:
    return root.kind(next(step for step in reversed(path) if not step.isdigit()))


async def answer_to(house: House, root: Root, arguments: dict[str, Any]) -> Any:
    kind = root.field.type
    wanted = f"{select(kind, 2)} {select_errors(kind)}" if root.is_mutation else select(kind, 3)
    return (await house.post(root.document(wanted), **arguments)).json()


def comparable(answer: Any, an_id: str) -> str:
    """An answer as text without what is different in each: the id that was asked for, and where in the text it was."""
    for error in answer.get("errors", ()):
        error["extensions"].pop("requestId", None)
    return json.dumps(answer, sort_keys=True).replace(an_id, "ID")


def in_payload(root: Root) -> bool:
    return root.is_mutation or root.name == "previewSession"


async def test_what_is_another_practices_is_as_if_it_were_not_there(
    house: House, other_house: House, database: Database
) -> None:
    ours, foreign = await furnish(house), await furnish(other_house, prefix="Foreign")
    before, their_before = await house.stored(database), await other_house.stored(database)
    for root, path in BY_ID:
        where, arguments = (root.name, path), root.arguments(ours)
        theirs = foreign[kind_of(root, path)]
        answer = await answer_to(house, root, named(arguments, path, theirs))
        unknown = await answer_to(house, root, named(arguments, path, UNKNOWN))
        assert comparable(answer, theirs) == comparable(unknown, UNKNOWN), where
        assert "Foreign" not in json.dumps(answer), where
        if in_payload(root):
            found = [(error["code"], tuple(error["path"])) for error in errors_in(answer["data"]["it"])]
            assert ("NOT_FOUND", path) in found, where
            assert {code for code, _ in found} == {"NOT_FOUND"}, where
        elif path == ("id",):
            assert answer == {"data": {"it": None}}, where
        elif root.name == "nodes":
            assert answer == {"data": {"it": [None]}}, where
        elif root.name in ("availableSlots", "explainAvailability") and path[-1] == "appointmentTypeId":
            assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_FOUND"], where
        elif "busy" in path:
            assert [error["extensions"]["argument"] for error in answer["errors"]] == [list(path)], where
        else:
            assert "errors" not in answer, where
    assert await house.stored(database) == before
    assert await other_house.stored(database) == their_before


NONSENSE = ["nonsense", "", UNKNOWN + "0", f"{{{UNKNOWN}}}", UNKNOWN.replace("-", ""), "\0" * 36]


async def test_a_malformed_id_is_bad_input(house: House, database: Database) -> None:
    ours = await furnish(house)
    before = await house.stored(database)
    for (root, path), nonsense in zip(BY_ID, cycle(NONSENSE), strict=False):
        answer = await answer_to(house, root, named(root.arguments(ours), path, nonsense))
        if in_payload(root) and (root.is_mutation or path != ("id",)):
            found = [(error["code"], tuple(error["path"])) for error in errors_in(answer["data"]["it"])]
            assert found == [("INVALID", path)], (root.name, nonsense)
        else:
            (error,) = answer["errors"]
            assert error["extensions"]["code"] == "BAD_USER_INPUT", (root.name, path, nonsense)
            assert tuple(error["extensions"]["argument"]) == path, (root.name, path, nonsense)
    assert await house.stored(database) == before


# ---------------------------------------------------------------- pages of every list

LISTS = [root for root in ROOTS.values() if "last" in root.field.args]
PAGES: list[tuple[dict[str, Any], str]] = [
    ({"first": 0}, "first"),
    ({"first": -1}, "first"),
    ({"first": 1000}, "first"),
    ({"last": 0}, "last"),
    ({"last": -1}, "last"),
    ({"last": 1000}, "last"),
    ({"first": 1, "last": 1}, "last"),
    ({"after": "WyJOQU1FKyIsImEiLCJiIl0", "last": 1}, "after"),
    ({"after": "nonsense"}, "after"),
    ({"before": "nonsense"}, "before"),
    ({"after": "WyJOQU1FKyIsMSwyXQ"}, "after"),
    ({"after": "\0"}, "after"),
]


def test_every_list_has_pages() -> None:
    assert {root.name for root in LISTS} >= {
        "sessions", "sessionTemplates", "clinicians", "locations", "appointmentTypes"
    }  # fmt: skip


async def test_a_page_that_cannot_be_is_bad_input_in_every_list(house: House) -> None:
    for root in LISTS:
        for given, argument in PAGES:
            passed = ", ".join(f"{name}: {json.dumps(value)}" for name, value in given.items())
            (error,) = await house.refused(f"{{ {root.name}({passed}) {{ nodes {{ __typename }} }} }}")
            assert error["extensions"]["code"] == "BAD_USER_INPUT", (root.name, given)
            assert error["extensions"]["argument"] == [argument], (root.name, given)
            assert a_sentence(error["message"]) or error["message"].split()[0] in given, error["message"]


@pytest.mark.parametrize("name", ["clinicians", "locations", "appointmentTypes", "sessions", "sessionTemplates"])
async def test_a_search_with_a_nul_or_without_an_end_is_bad_input(house: House, name: str) -> None:
    for text in ("a\0", "x" * 201):
        filtered = name.startswith("session")
        kind = f"{name[0].upper()}{name[1:-1]}Filter"
        head, passed = (f"$given: {kind}", "filter: $given") if filtered else ("$given: String", "search: $given")
        query = f"query({head}) {{ {name}({passed}) {{ totalCount }} }}"
        (error,) = await house.refused(query, given={"search": text} if filtered else text)
        assert error["extensions"]["code"] == "BAD_USER_INPUT"
        assert error["extensions"]["argument"] == (["filter", "search"] if filtered else ["search"])


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize("key", ["", "x" * 256, "a\0b"])
async def test_an_idempotency_key_that_cannot_be_kept_is_refused(house: House, database: Database, key: str) -> None:
    given = await house.session_input()
    before = await house.stored(database)
    payload = await house.create_session(given, idempotencyKey=key)
    assert problems(payload) == [("INVALID", "idempotencyKey")]
    assert await house.stored(database) == before


async def test_nothing_is_said_of_a_schedule_to_who_may_not_write(house: House) -> None:
    """Who may not do it is not told what else is wrong with it."""
    payload = await house.create_session({**await house.session_input(), "name": ""}, token=house.token(Role.STAFF))
    assert problems(payload) == [("FORBIDDEN", "")]
