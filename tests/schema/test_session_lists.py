"""Lists of sessions: filters, orders, search and pages, each against what plain Python makes of the same sessions."""

import itertools
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from db.engine import Database
from tests.practice import Clock, House
from tests.scheduling import oracle
from tests.vacuous import some

ORDERS = ["NAME", "CLINICIAN", "LOCATION", "START_TIME", "STATUS", "CREATED_AT", "UPDATED_AT"]
PAGE_INFO = "hasNextPage hasPreviousPage startCursor endCursor"
ROW = """id name status allowRemote createdAt updatedAt clinician { id name } location { id name }
    appointmentTypes { id } schedule { startTime startDate recurrence { rrule } }"""
CLINICIANS = ["Åsa Öberg", "amara okafor", "Zoë", "Zoe", "Élodie d'Arc"]
LOCATIONS = ["Harbour_Street", "50% Lane", "harbour street", "Éire House"]
NAMES = [
    "Clinic",
    "clinic",
    "Clínic",
    "Åsa's",
    "Diabetes 100%",
    "a_b",
    "a\\b",
    "Straße",
    "STRASSE",
    "Ω",
    "ﬁve",
    "zz top",
]


def plain(text: str) -> str:
    """As BEHAVIOUR has it: no case, no accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


async def furnished(house: House, clock: Clock, size: int = 24) -> list[dict[str, Any]]:
    """A practice with sessions of every sort, with plenty of ties; and all of them, as they are read by id."""
    random = Random(7)
    clinicians = [await house.clinician(name) for name in CLINICIANS]
    locations = [await house.location(name) for name in LOCATIONS]
    types = [await house.appointment_type(f"Type {number}") for number in range(3)]
    made = []
    for number in range(size):
        where = random.choice([None, None, *locations])
        given: dict[str, Any] = {
            "days": None,
            "name": NAMES[number % len(NAMES)],
            "clinicianId": random.choice(clinicians),
            "locationId": where,
            "allowRemote": where is None or random.random() < 0.3,
            "status": random.choice(["ACTIVE", "ACTIVE", "INACTIVE"]),
            "appointmentTypeIds": random.sample(types, random.randint(0, 2)),
            "start": random.choice(["08:00", "09:00", "09:30"]),
        }
        if number % 3:
            clock.pass_(minutes=1)
        made.append((await house.session(**given))["id"])
    for an_id in random.sample(made, size // 3):
        clock.pass_(seconds=1)
        await house.update_session(an_id, {"notes": "Changed"})
    one_by_one = " ".join(f's{number}: session(id: "{an_id}") {{ {ROW} }}' for number, an_id in enumerate(made))
    found = await house.ask(f"{{ {one_by_one} }}")
    return list(found.values())


def names(sessions: Iterable[dict[str, Any]]) -> list[str]:
    return sorted(session["id"] for session in sessions)


async def ids_found(house: House, **filter: Any) -> list[str]:
    page = await house.listed("nodes { id } totalCount", filter=filter, first=100)
    assert page["totalCount"] == len(page["nodes"])
    return sorted(node["id"] for node in page["nodes"])


# ---------------------------------------------------------------- filters


async def test_every_filter_finds_what_it_says_and_no_more(house: House, clock: Clock) -> None:
    rows = await furnished(house, clock)
    one, two = rows[0]["clinician"]["id"], rows[1]["clinician"]["id"]
    located = [row for row in rows if row["location"]]
    here = located[0]["location"]["id"]
    a_type = next(row["appointmentTypes"][0]["id"] for row in rows if row["appointmentTypes"])
    another = next(kind["id"] for row in rows for kind in row["appointmentTypes"] if kind["id"] != a_type)
    expected: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
        "one clinician": ({"clinicianIds": [one]}, [r for r in rows if r["clinician"]["id"] == one]),
        "either clinician": ({"clinicianIds": [one, two]}, [r for r in rows if r["clinician"]["id"] in (one, two)]),
        "a location": ({"locationIds": [here]}, [r for r in located if r["location"]["id"] == here]),
        "remote": ({"remote": True}, [r for r in rows if r["allowRemote"]]),
        "not remote": ({"remote": False}, [r for r in rows if not r["allowRemote"]]),
        "active": ({"status": "ACTIVE"}, [r for r in rows if r["status"] == "ACTIVE"]),
        "inactive": ({"status": "INACTIVE"}, [r for r in rows if r["status"] == "INACTIVE"]),
        "a type": ({"appointmentTypeIds": [a_type]}, [r for r in rows if {"id": a_type} in r["appointmentTypes"]]),
        "either type": (
            {"appointmentTypeIds": [a_type, another]},
            [r for r in rows if {a_type, another} & {kind["id"] for kind in r["appointmentTypes"]}],
        ),
        "all at once": (
            {"clinicianIds": [one, two], "status": "ACTIVE", "remote": True, "appointmentTypeIds": [a_type, another]},
            [
                r for r in rows
                if r["clinician"]["id"] in (one, two) and r["status"] == "ACTIVE" and r["allowRemote"]
                and {a_type, another} & {kind["id"] for kind in r["appointmentTypes"]}
            ],
        ),
    }  # fmt: skip
    for what, (filter, wanted) in expected.items():
        assert await ids_found(house, **filter) == names(wanted), what
        assert wanted, f"{what}: nothing to find"


async def test_an_empty_list_matches_nothing_and_a_null_is_no_condition(house: House) -> None:
    made = await house.session()
    for name in ("clinicianIds", "locationIds", "appointmentTypeIds"):
        assert await ids_found(house, **{name: []}) == []
        assert await ids_found(house, **{name: None}) == [made["id"]]
    for name in ("remote", "status", "runsOn", "search"):
        assert await ids_found(house, **{name: None}) == [made["id"]]
    assert len((await house.listed(filter=None))["nodes"]) == 1
    assert await ids_found(house) == [made["id"]]


async def test_an_unknown_id_in_a_filter_matches_nothing(house: House) -> None:
    await house.session()
    for name in ("clinicianIds", "locationIds", "appointmentTypeIds"):
        assert await ids_found(house, **{name: ["01900000-0000-7000-8000-000000000000"]}) == []


SEARCHES = [
    "clinic", "CLINIC", "ínic", "zoe", "ZOË", "asa", "a", "street", "harbour street", "harbour_", "%", "_", "\\", "\\b",
    "50%", "0%", "strasse", "STRASSE", "straße", "d'arc", "five", "ω", "okafor", "xyzzy", "a_b", "%%", "e h",
]  # fmt: skip


async def test_search_finds_part_of_a_name_whatever_its_case_and_accents(house: House, clock: Clock) -> None:
    rows = await furnished(house, clock)
    for text in SEARCHES:
        wanted = [
            row
            for row in rows
            for searched in [row["name"], row["clinician"]["name"], (row["location"] or {}).get("name", "")]
            if plain(text) in plain(searched)
        ]
        assert await ids_found(house, search=text) == sorted({row["id"] for row in wanted}), text


async def test_a_blank_search_is_no_condition(house: House) -> None:
    made = await house.session()
    assert await ids_found(house, search="") == await ids_found(house, search="  ") == [made["id"]]


async def test_a_fragment_of_remote_does_not_bring_up_every_remote_session(house: House) -> None:
    await house.session(name="Evening")
    monday = await house.session(name="Monday clinic")
    assert await ids_found(house, search="mo") == [monday["id"]]


async def test_the_lists_of_another_practice_are_not_ours(house: House, other_house: House) -> None:
    theirs = await other_house.session(name="Theirs")
    ours = await house.session(name="Ours")
    assert await ids_found(house) == [ours["id"]]
    assert await ids_found(house, clinicianIds=[theirs["clinician"]["id"]]) == []


# ---------------------------------------------------------------- the date on which a session runs

RULES = [
    None,
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;INTERVAL=2;BYDAY=MO,TU", "FREQ=DAILY;BYMONTH=3;BYMONTHDAY=-1,2",
    "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA;COUNT=3",
    "FREQ=WEEKLY;BYDAY=TH;UNTIL=20260312", "FREQ=WEEKLY;BYDAY=TH;COUNT=4",
    "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=2MO,-2MO;INTERVAL=2",
    "FREQ=MONTHLY;BYDAY=SA,SU", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=1,15,31",
    "FREQ=MONTHLY;BYDAY=5WE", "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
    "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=29,30",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=YEARLY;BYWEEKNO=11;BYDAY=MO,SU",
    "FREQ=YEARLY;BYYEARDAY=60,-300", "FREQ=YEARLY;BYDAY=10MO", "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=2;INTERVAL=2",
]  # fmt: skip
STARTS = ["2026-01-31", "2025-02-28"]
DAYS = [date(2026, 2, 23) + timedelta(days=n) for n in range(45)]


def rule_dates(rrule: str | None, start: date) -> set[date]:
    if rrule is None:
        return {start}
    return set(oracle.dates(rrule, start, from_=DAYS[0], to=DAYS[-1]))


async def found_on(house: House, days: Iterable[date]) -> dict[date, set[str]]:
    """What `runsOn` finds on each of the days, by name."""
    found = {}
    asked = list(days)
    for chunk in [asked[at : at + 9] for at in range(0, len(asked), 9)]:
        parts = " ".join(
            f'd{day:%Y%m%d}: sessions(filter: {{runsOn: "{day}"}}, first: 100) {{ nodes {{ name }} }}' for day in chunk
        )
        answer = await house.ask(f"{{ {parts} }}")
        for day in chunk:
            found[day] = {node["name"] for node in answer[f"d{day:%Y%m%d}"]["nodes"]}
    return found


async def test_runs_on_agrees_with_a_walk_over_the_days_for_rules_of_every_kind(house: House) -> None:
    clinician = await house.clinician()
    expected: dict[str, set[date]] = {}
    for rrule, start in itertools.product(RULES, STARTS):
        name = f"{rrule} from {start}"
        recurrence = {} if rrule is None else {"rrule": rrule}
        given = await house.session_input(
            days=None, name=name, date=start, clinicianId=clinician, status="INACTIVE", **recurrence
        )
        payload = await house.create_session(given)
        assert payload["errors"] == [], name
        expected[name] = rule_dates(rrule, date.fromisoformat(start))
    assert len(expected) < 100
    for day, found in some((await found_on(house, DAYS)).items()):
        assert found == {name for name, dates in expected.items() if day in dates}, day


CHANGE = """INSERT INTO session_exception (practice_id, session_id, original_date, cancelled, date)
    VALUES (:practice_id, :session_id, :original_date, :cancelled, :date)"""


async def change(
    house: House, database: Database, session: dict[str, Any], original: str, *, cancelled: bool = False, to: str = ""
) -> None:
    """An exception, written past the contract."""
    await house.sql(
        database,
        CHANGE,
        session_id=session["id"],
        original_date=date.fromisoformat(original),
        cancelled=cancelled,
        date=date.fromisoformat(to) if to else None,
    )


@pytest.mark.parametrize("rrule", ["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,2,3,4,5", None])
async def test_a_date_that_was_changed_counts_where_it_is_held(
    house: House, database: Database, rrule: str | None
) -> None:
    start = "2026-03-09" if rrule is None else "2026-02-02"
    recurrence = {"rrule": rrule} if rrule else {}
    cancelled, away, later, _ = [
        await house.session(name=name, date=start, days=None, **recurrence)
        for name in ("cancelled", "moved away", "only its time", "untouched")
    ]
    await change(house, database, cancelled, "2026-03-09", cancelled=True)
    await change(house, database, away, "2026-03-09", to="2026-03-11")
    await change(house, database, later, "2026-03-09")
    found = await found_on(house, [date(2026, 3, 9), date(2026, 3, 11)])
    assert found[date(2026, 3, 9)] == {"only its time", "untouched"}
    assert found[date(2026, 3, 11)] == {"moved away"}


async def test_a_date_moved_onto_another_of_the_same_session_leaves_that_one(house: House, database: Database) -> None:
    weekly = await house.session(name="weekly", days="MO")
    await change(house, database, weekly, "2026-03-09", to="2026-03-16")
    await change(house, database, weekly, "2026-03-16", cancelled=True)
    found = await found_on(house, [date(2026, 3, 9), date(2026, 3, 16)])
    assert found == {date(2026, 3, 9): set(), date(2026, 3, 16): {"weekly"}}


async def test_a_date_may_be_moved_beyond_the_end_of_the_rule(house: House, database: Database) -> None:
    once = await house.session(name="once", date="2026-03-02", days=None)
    await change(house, database, once, "2026-03-02", to="2026-06-01")
    found = await found_on(house, [date(2026, 3, 2), date(2026, 6, 1)])
    assert found == {date(2026, 3, 2): set(), date(2026, 6, 1): {"once"}}


async def test_inactive_and_closed_sessions_run_on_their_dates_all_the_same(house: House) -> None:
    await house.session(name="asleep", status="INACTIVE", days="MO")
    await house.session(name="awake", days="MO")
    closure = {"title": "Holiday", "kind": "BANK_HOLIDAY", "startDate": "2026-03-09", "endDate": "2026-03-09"}
    payload = await house.do("createClosure", "input: ClosureInput!", "errors { message }", input=closure)
    assert payload["errors"] == []
    assert await found_on(house, [date(2026, 3, 9)]) == {date(2026, 3, 9): {"asleep", "awake"}}


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "9999-12-31"])
async def test_runs_on_takes_any_date(house: House, day: str) -> None:
    await house.session(rrule="FREQ=DAILY", name="daily")
    found = await ids_found(house, runsOn=day)
    assert len(found) == (day == "9999-12-31")


async def test_runs_on_goes_with_the_other_filters(house: House) -> None:
    monday = await house.session(days="MO", name="Surgery")
    await house.session(days="TU", name="Surgery")
    await house.session(days="MO", name="Other")
    assert await ids_found(house, runsOn="2026-03-09", search="surg", status="ACTIVE") == [monday["id"]]


# ---------------------------------------------------------------- orders


def sort_key(field: str, row: dict[str, Any]) -> tuple[Any, ...]:
    match field:
        case "NAME":
            return (plain(row["name"]).encode(), row["id"])
        case "CLINICIAN":
            return (plain(row["clinician"]["name"]).encode(), row["id"])
        case "LOCATION":
            place = row["location"]
            return (place is None, plain(place["name"] if place else "").encode(), row["id"])
        case "START_TIME":
            return (row["schedule"]["startTime"], row["id"])
        case "STATUS":
            return (row["status"] != "ACTIVE", row["id"])
        case "CREATED_AT":
            return (row["createdAt"], row["id"])
        case _:
            return (row["updatedAt"], row["id"])


async def walked(house: House, order: dict[str, str], *, backwards: bool, size: int) -> list[str]:
    """The ids of all pages, one after the other, in the order of the list."""
    found: list[str] = []
    cursor = None
    for number in itertools.count():
        given: dict[str, Any] = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        selection = """nodes { id } edges { cursor node { id } }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"""
        page = await house.listed(selection, orderBy=order, **given)
        ids = [node["id"] for node in page["nodes"]]
        assert [edge["node"]["id"] for edge in page["edges"]] == ids
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        found = ids + found if backwards else found + ids
        more = page["pageInfo"]["hasPreviousPage" if backwards else "hasNextPage"]
        behind = page["pageInfo"]["hasNextPage" if backwards else "hasPreviousPage"]
        assert behind == (number > 0)
        assert more == (len(found) < page["totalCount"])
        if not more:
            return found
        assert len(ids) == size
        cursor = page["pageInfo"]["startCursor" if backwards else "endCursor"]
    raise AssertionError("unreachable")


async def test_every_order_in_both_directions_and_both_ways_of_paging(house: House, clock: Clock) -> None:
    rows = await furnished(house, clock)
    for field, direction in itertools.product(ORDERS, ["ASC", "DESC"]):
        order = {"field": field, "direction": direction}
        wanted = [row["id"] for row in sorted(rows, key=lambda row: sort_key(field, row), reverse=direction == "DESC")]
        assert await walked(house, order, backwards=False, size=7) == wanted, order
        assert await walked(house, order, backwards=True, size=5) == wanted, order


async def test_names_come_first_and_upwards_if_nothing_is_said(house: House) -> None:
    for name in ("b", "C", "á", "A"):
        await house.session(name=name)
    assert [node["name"] for node in (await house.listed())["nodes"]] == ["á", "A", "b", "C"]
    upwards = await house.listed(orderBy={"direction": "DESC"})
    assert [node["name"] for node in upwards["nodes"]] == ["C", "b", "A", "á"]


async def test_sessions_without_a_location_come_last_and_first_when_descending(house: House) -> None:
    await house.session(name="nowhere")
    await house.session(name="somewhere", locationId=await house.location("zzz"))
    for direction, wanted in (("ASC", ["somewhere", "nowhere"]), ("DESC", ["nowhere", "somewhere"])):
        page = await house.listed(orderBy={"field": "LOCATION", "direction": direction})
        assert [node["name"] for node in page["nodes"]] == wanted


# ---------------------------------------------------------------- pages


async def test_a_page_holds_50_if_nothing_is_said_and_100_at_most(house: House) -> None:
    clinician = await house.clinician()
    many = " ".join(f"s{number}: createSession(input: $input) {{ session {{ id }} }}" for number in range(17))
    for _ in range(6):
        given = await house.session_input(clinicianId=clinician, status="INACTIVE")
        await house.ask(f"mutation($input: CreateSessionInput!) {{ {many} }}", input=given)
    page = await house.listed("nodes { id } totalCount pageInfo { hasNextPage }")
    assert (len(page["nodes"]), page["totalCount"], page["pageInfo"]["hasNextPage"]) == (50, 102, True)
    assert len((await house.listed("nodes { id }", first=100))["nodes"]) == 100
    assert len((await house.listed("nodes { id }", last=100))["nodes"]) == 100


@pytest.mark.parametrize("field", ORDERS)
async def test_paging_is_stable_while_rows_come_and_go(house: House, clock: Clock, field: str) -> None:
    rows = await furnished(house, clock, size=12)
    order = {"field": field, "direction": "ASC"}
    wanted = [row["id"] for row in sorted(rows, key=lambda row: sort_key(field, row))]
    found: list[str] = []
    cursor, gone = None, set()
    for number in itertools.count():
        page = await house.listed(
            "nodes { id } pageInfo { hasNextPage endCursor }", orderBy=order, first=3, after=cursor
        )
        found += [node["id"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
        # The row that the cursor stands at goes, and so does the next one; others come before and behind.
        following = next(an_id for an_id in wanted if an_id not in found and an_id not in gone)
        gone |= {found[-1], following}
        await house.delete_sessions([found[-1], following])
        await house.session(name=f"{'A' if number % 2 else 'Z'} new {number}", days=None)
    old = set(wanted)
    assert [an_id for an_id in found if an_id in old] == [
        an_id for an_id in wanted if an_id in found or an_id not in gone
    ]
    assert len(found) == len(set(found))


async def test_a_page_between_two_cursors(house: House) -> None:
    for name in "abcdefg":
        await house.session(name=name)
    edges = (await house.listed("edges { cursor }"))["edges"]
    after, before = edges[1]["cursor"], edges[5]["cursor"]
    selection = "nodes { name } pageInfo { hasNextPage hasPreviousPage }"
    page = await house.listed(selection, first=2, after=after, before=before)
    assert [node["name"] for node in page["nodes"]] == ["c", "d"]
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}
    page = await house.listed(selection, first=10, after=after, before=before)
    assert [node["name"] for node in page["nodes"]] == ["c", "d", "e"]
    assert page["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": True}


async def test_an_empty_page_has_no_cursors(house: House) -> None:
    selection = (
        "nodes { id } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    )
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert await house.listed(selection) == {"nodes": [], "edges": [], "totalCount": 0, "pageInfo": nothing}
    await house.session()
    last = (await house.listed("pageInfo { endCursor }"))["pageInfo"]["endCursor"]
    page = await house.listed(selection, after=last, first=1)
    assert page == {"nodes": [], "edges": [], "totalCount": 1, "pageInfo": {**nothing, "hasPreviousPage": True}}


async def test_the_total_counts_what_the_filter_leaves_whatever_the_page(house: House) -> None:
    for name in ("one", "two", "three"):
        await house.session(name=name)
    page = await house.listed("nodes { name } totalCount", filter={"search": "t"}, first=1)
    assert (len(page["nodes"]), page["totalCount"]) == (1, 2)


BAD_PAGES = [
    ({"first": 0}, "first"),
    ({"first": -1}, "first"),
    ({"first": 101}, "first"),
    ({"first": 1000}, "first"),
    ({"last": 0}, "last"),
    ({"last": -1}, "last"),
    ({"last": 1000}, "last"),
    ({"first": 1, "last": 1}, "last"),
    ({"after": "GOOD", "last": 1}, "after"),
    ({"after": "garbage"}, "after"),
    ({"after": ""}, "after"),
    ({"after": "=" * 3000}, "after"),
    ({"after": "bnVsbA"}, "after"),
    ({"after": "WyJOQU1FKyJd"}, "after"),
    ({"after": "é"}, "after"),
    ({"before": "garbage"}, "before"),
    ({"after": "GOOD", "orderBy": {"field": "STATUS"}}, "after"),
    ({"after": "GOOD", "orderBy": {"direction": "DESC"}}, "after"),
]


@pytest.mark.parametrize("given, argument", BAD_PAGES, ids=str)
async def test_a_page_that_cannot_be_is_bad_input(house: House, given: dict[str, Any], argument: str) -> None:
    await house.session()
    good = (await house.listed("pageInfo { endCursor }"))["pageInfo"]["endCursor"]
    given = {name: good if value == "GOOD" else value for name, value in given.items()}
    kinds = {"first": "Int", "last": "Int", "orderBy": "SessionOrder"}
    head = ", ".join(f"${name}: {kinds.get(name, 'String')}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    (error,) = await house.refused(f"query({head}) {{ sessions({passed}) {{ nodes {{ id }} }} }}", **given)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["argument"] == [argument]


@pytest.mark.parametrize(
    "filter, argument",
    [
        ({"clinicianIds": ["nonsense"]}, ["filter", "clinicianIds", "0"]),
        ({"locationIds": [""]}, ["filter", "locationIds", "0"]),
        ({"appointmentTypeIds": ["01900000-0000-7000-8000-000000000000", "1"]}, ["filter", "appointmentTypeIds", "1"]),
        ({"search": "a\0b"}, ["filter", "search"]),
        ({"search": "x" * 201}, ["filter", "search"]),
    ],
    ids=str,
)
async def test_a_filter_that_cannot_be_is_bad_input_at_any_depth(
    house: House, filter: dict[str, Any], argument: list[str]
) -> None:
    (error,) = await house.refused(
        "query($filter: SessionFilter) { sessions(filter: $filter) { nodes { id } } }", filter=filter
    )
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("BAD_USER_INPUT", argument)
    nested = (
        "query($id: ID!, $filter: SessionFilter) { clinician(id: $id) { sessions(filter: $filter) { totalCount } } }"
    )
    assert await house.code(nested, id=await house.clinician(), filter=filter) == "BAD_USER_INPUT"


# ---------------------------------------------------------------- a clinician's sessions


async def test_each_clinicians_sessions_have_pages_of_their_own(house: House) -> None:
    wanted = {}
    for clinician in ("Ann", "Bob", "Cleo"):
        an_id = await house.clinician(clinician)
        wanted[clinician] = [f"{clinician} {number}" for number in range(ord(clinician[0]) - 64)]
        for name in wanted[clinician]:
            await house.session(name=name, clinicianId=an_id)
    query = """query($n: Int, $order: SessionOrder) { clinicians { nodes { name
        sessions(first: $n, orderBy: $order) { nodes { name clinician { name } } totalCount
            edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }"""
    for direction in ("ASC", "DESC"):
        answer = await house.ask(query, n=2, order={"field": "NAME", "direction": direction})
        for clinician in some(answer["clinicians"]["nodes"]):
            names = sorted(wanted[clinician["name"]], reverse=direction == "DESC")
            page = clinician["sessions"]
            assert [node["name"] for node in page["nodes"]] == names[:2]
            assert [edge["node"]["name"] for edge in page["edges"]] == names[:2]
            assert {node["clinician"]["name"] for node in page["nodes"]} == {clinician["name"]}
            assert page["totalCount"] == len(names)
            assert page["pageInfo"]["hasNextPage"] == (len(names) > 2)
            assert page["pageInfo"]["hasPreviousPage"] is False


async def test_a_clinicians_sessions_are_walked_like_any_list(house: House) -> None:
    clinician = await house.clinician()
    for name in "abcde":
        await house.session(name=name, clinicianId=clinician)
    await house.session(name="somebody else's")
    query = """query($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { clinician(id: $id) {
        sessions(first: $first, after: $after, last: $last, before: $before) {
            nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }"""
    seen: list[str] = []
    after = None
    while True:
        page = (await house.ask(query, id=clinician, first=2, after=after))["clinician"]["sessions"]
        seen += [node["name"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == list("abcde")
    before = page["pageInfo"]["startCursor"]
    page = (await house.ask(query, id=clinician, last=3, before=before))["clinician"]["sessions"]
    assert [node["name"] for node in page["nodes"]] == ["b", "c", "d"]
    assert page["pageInfo"]["hasPreviousPage"] is True
    assert page["pageInfo"]["hasNextPage"] is True


async def test_a_clinicians_sessions_take_every_filter(house: House) -> None:
    clinician = await house.clinician()
    wanted = await house.session(name="Surgery", clinicianId=clinician, days="MO")
    await house.session(name="Surgery", clinicianId=clinician, days="TU")
    await house.session(name="Other", clinicianId=clinician, days="MO")
    query = """query($id: ID!, $filter: SessionFilter) { clinician(id: $id) {
        sessions(filter: $filter) { nodes { id } totalCount } } }"""
    filter = {"runsOn": "2026-03-09", "search": "surgery", "status": "ACTIVE", "remote": True}
    page = (await house.ask(query, id=clinician, filter=filter))["clinician"]["sessions"]
    assert page == {"nodes": [{"id": wanted["id"]}], "totalCount": 1}


async def test_sessions_within_sessions_within_sessions(house: House) -> None:
    clinician = await house.clinician("Ann")
    for name in ("one", "two"):
        await house.session(name=name, clinicianId=clinician)
    query = """{ sessions { nodes { name clinician { name sessions(first: 1) { nodes { name
        clinician { sessions(last: 1) { nodes { name } totalCount } } } } } } } }"""
    inner = {"sessions": {"nodes": [{"name": "two"}], "totalCount": 2}}
    outer = {"name": "Ann", "sessions": {"nodes": [{"name": "one", "clinician": inner}]}}
    found = (await house.ask(query))["sessions"]["nodes"]
    assert found == [{"name": "one", "clinician": outer}, {"name": "two", "clinician": outer}]
