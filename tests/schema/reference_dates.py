"""The reference's dates: occurrences, conflicts, closures, slots and previews, computed from a practice in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from graphql import GraphQLError

from scheduling import availability_reasons, conflicts, occurrences, slots, wording, zones
from scheduling import schedule as schedules
from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Occurrence, Series
from scheduling.slots import Search

if TYPE_CHECKING:
    from tests.schema.reference import Graph

Row = dict[str, Any]
Node = dict[str, Any]
UNSAVED = "ffffffff-ffff-7fff-bfff-ffffffffffff"
MARGIN = timedelta(days=3)


def series_of(graph: Graph, row: Row) -> Series:
    changes = [
        DateException(
            change["original_date"],
            cancelled=change["cancelled"],
            date=change["date"],
            start_time=change["start_time"],
            end_time=change["end_time"],
            location_id=change["location_id"],
            zone=None if change["location_id"] is None else graph.zone(change["location_id"]),
            reason=change["reason"],
        )
        for change in graph.tables["session_exception"]
        if change["session_id"] == row["id"]
    ]
    times = row["start_date"], row["start_time"], row["end_time"], row["ends_next_day"]
    return Series(
        session_id=row["id"],
        clinician_id=row["clinician_id"],
        location_id=row["location_id"],
        allow_remote=row["allow_remote"],
        zone=graph.zone(row["location_id"]),
        schedule=schedules.stored(*times, row["rrule"], row["last_date"]),
        active=row["status"] == "ACTIVE",
        exceptions=tuple(changes),
    )


def closure_of(graph: Graph, row: Row) -> Closure:
    return Closure(
        id=row["id"],
        title=row["title"],
        kind=row["kind"],
        clinician_id=row["clinician_id"],
        location_id=row["location_id"],
        start_date=row["start_date"],
        end_date=row["end_date"],
        start_time=row["start_time"],
        end_time=row["end_time"],
        zone=graph.zone(row["location_id"]),
    )


def window(given: Mapping[str, Any], days: int) -> tuple[date, date]:
    from_, to = given["from"], given["to"]
    if from_ > to or (to - from_).days >= days:
        raise GraphQLError("The window is bad.")
    return from_, to


# ---------------------------------------------------------------- occurrences and closures


def expanded(graph: Graph, rows: Sequence[Row], given: Mapping[str, Any], days: int) -> list[Node | None]:
    from_, to = window(given, days)
    series = [graph.series[row["id"]] for row in rows]
    return [occurrence(graph, one) for one in occurrences.expand(series, graph.closures, from_=from_, to=to)]


def next_occurrence(graph: Graph, series: Series) -> Node | None:
    return occurrence(graph, occurrences.next_occurrence(series, graph.closures, now=graph.now))


def occurrence(graph: Graph, one: Occurrence | None) -> Node | None:
    if one is None:
        return None
    return {
        "__typename": "Occurrence",
        "id": f"Occurrence:{named(one)}",
        "session": lambda _: graph.found(graph.tables["session"], one.session_id, graph.session),
        "originalDate": one.original_date.isoformat(),
        "start": one.starts_at.isoformat(),
        "end": one.ends_at.isoformat(),
        "status": one.status,
        "location": lambda _: graph.place(one.location_id),
        "allowRemote": one.allow_remote,
        "reason": one.reason,
        "closure": lambda _: closure_found(graph, one.closure_id),
        "clockChange": one.clock_change,
    }


def named(one: Occurrence) -> str:
    return f"{'draft' if one.draft else one.session_id}:{one.original_date.isoformat()}"


def occurrence_named(graph: Graph, an_id: str) -> Node | None:
    """The occurrence with this id: looked for among all dates of its session around its own."""
    for series in graph.series.values():
        if an_id.startswith(f"Occurrence:{series.session_id}:"):
            on = date.fromisoformat(an_id.rpartition(":")[2])
            far = timedelta(days=400)
            found = occurrences.expand([series], graph.closures, from_=on - far, to=on + far)
            return next((occurrence(graph, one) for one in found if one.original_date == on), None)
    return None


def closure_found(graph: Graph, an_id: str | None) -> Node | None:
    return graph.found(graph.tables["closure"], an_id, lambda row: closure(graph, row))


def closure(graph: Graph, row: Row) -> Node:
    owner = row["clinician_id"]
    start, end = row["start_time"], row["end_time"]
    return {
        "__typename": "Closure",
        **{name: row[name] for name in ("id", "version", "title", "kind")},
        "clinician": lambda _: None if owner is None else graph.clinician(graph.rows[owner]),
        "location": lambda _: graph.place(row["location_id"]),
        "startDate": row["start_date"].isoformat(),
        "endDate": row["end_date"].isoformat(),
        "startTime": None if start is None else start.isoformat("minutes"),
        "endTime": None if end is None else end.isoformat("minutes"),
        "allDay": start is None,
    }


def closed(graph: Graph, given: Mapping[str, Any]) -> list[Node]:
    from_, to = window(given, 366)
    person, place = given.get("clinicianId"), given.get("locationId")
    wanted = [
        row
        for row in graph.tables["closure"]
        if row["start_date"] <= to
        and row["end_date"] >= from_
        and (person is None or row["clinician_id"] in (None, person))
        and (place is None or row["location_id"] in (None, place))
    ]
    wanted.sort(key=lambda row: (row["start_date"], row["start_time"] is not None, row["start_time"] or 0, row["id"]))
    return [closure(graph, row) for row in wanted]


# ---------------------------------------------------------------- conflicts


def clashes(graph: Graph, rows: Sequence[Row], given: Mapping[str, Any], days: int) -> list[Node]:
    from_, to = window(given, days)
    about = {row["id"] for row in rows}
    everything = graph.series.values()
    found = conflicts.find(everything, graph.closures, from_=from_, to=to, names=graph.names, about=about)
    return [conflict(graph, one) for one in found]


def conflict(graph: Graph, one: conflicts.Conflict) -> Node:
    return {
        "__typename": "Conflict",
        "id": f"Conflict:{named(one.occurrence)}:{named(one.other) if one.other else one.closure_id}",
        "kind": one.kind,
        "occurrence": lambda _: occurrence(graph, one.occurrence),
        "other": lambda _: occurrence(graph, one.other),
        "closure": lambda _: closure_found(graph, one.closure_id),
        "message": one.message,
    }


# ---------------------------------------------------------------- slots


def asked(graph: Graph, given: Mapping[str, Any]) -> tuple[Search, list[Series]]:
    """The search, and the sessions that it covers, by name."""
    from_, to = window(given, 93)
    kind = graph.rows[given["appointmentTypeId"]]
    people, places = given.get("clinicianIds"), given.get("locationIds")
    allowing = {
        link["session_id"]
        for link in graph.tables["session_appointment_type"]
        if link["appointment_type_id"] == kind["id"]
    }
    inactive = [row["id"] for table in ("clinician", "location") for row in graph.tables[table] if not row["active"]]
    rows = [row for row in graph.tables["session"] if people is None or row["clinician_id"] in people]
    rows.sort(key=lambda row: (row["name_key"], row["id"]))
    search = Search(
        from_=from_,
        to=to,
        duration_minutes=kind["duration_minutes"],
        delivery_modes=frozenset(kind["delivery_modes"]),
        type_active=kind["active"],
        delivery_mode=given.get("deliveryMode"),
        step_minutes=given.get("stepMinutes"),
        first=given["first"],
        location_ids=None if places is None else frozenset(places),
        inactive=frozenset(inactive),
        not_allowed=frozenset(row["id"] for row in rows if row["id"] not in allowing),
    )
    return search, [graph.series[row["id"]] for row in rows]


def found_slots(graph: Graph, given: Mapping[str, Any]) -> Node:
    search, series = asked(graph, given)
    found = slots.search(search, series, graph.closures, now=graph.now)
    return {
        "__typename": "SlotSearchResult",
        "slots": [slot(graph, one) for one in found.slots],
        "days": [
            {"__typename": "DayAvailability", "date": day.date.isoformat(), "slotCount": day.slot_count}
            for day in found.days
        ],
        "nextAvailableDate": found.next_available_date and found.next_available_date.isoformat(),
        "truncated": found.truncated,
    }


def slot(graph: Graph, one: slots.Slot) -> Node:
    return {
        "__typename": "Slot",
        "id": ":".join(
            [
                "Slot",
                one.session_id,
                one.location_id or "",
                f"{one.start.timestamp():.0f}",
                f"{(one.end - one.start).total_seconds():.0f}",
                ",".join(one.delivery_modes),
            ]
        ),
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "session": lambda _: graph.session(graph.rows[one.session_id]),
        "clinician": lambda _: graph.clinician(graph.rows[one.clinician_id]),
        "location": lambda _: graph.place(one.location_id),
        "deliveryModes": list(one.delivery_modes),
    }


def checked(text: str) -> str:
    return f"{crc32(text.encode()):08x}"


def reasons(graph: Graph, given: Mapping[str, Any]) -> list[Node]:
    search, series = asked(graph, given)
    found = availability_reasons.explain(search, series, graph.closures, now=graph.now)
    return [
        {
            "__typename": "AvailabilityReason",
            "id": f"AvailabilityReason:{one.session_id}:{one.code.value}:{one.date or ''}:{checked(one.message)}",
            "session": lambda _, one=one: graph.session(graph.rows[one.session_id]),
            "code": one.code.value,
            "date": one.date and one.date.isoformat(),
            "message": one.message,
        }
        for one in found
    ]


# ---------------------------------------------------------------- previews


def preview(graph: Graph, given: Mapping[str, Any]) -> Node:
    """The preview of a new session whose input is complete and valid."""
    from_, to = window(given, 366)
    new = given["input"]
    schedule = schedules.build(
        {
            "start_date": new["schedule"]["startDate"],
            "start_time": new["schedule"]["startTime"],
            "end_time": new["schedule"]["endTime"],
            "ends_next_day": False,
            "recurrence": {"rrule": new["schedule"]["recurrence"]["rrule"]},
        },
        with_start_date=True,
    )
    place = new["locationId"]
    series = Series(UNSAVED, new["clinicianId"], place, False, graph.zone(place), schedule, draft=True)
    found = occurrences.expand([series], graph.closures, from_=from_, to=to)
    clashing = conflicts.find(
        [series, *graph.series.values()],
        graph.closures,
        from_=from_,
        to=to,
        names=graph.names | {UNSAVED: new["name"]},
        about={UNSAVED},
        limit=100,
    )
    return {
        "__typename": "SessionPreview",
        "text": wording.text(schedule, today=zones.today(graph.now, series.zone)),
        "occurrences": [occurrence(graph, one) for one in found],
        "addedDates": sorted({one.held_on.isoformat() for one in found}),
        "removedDates": [],
        "droppedExceptions": [],
        "conflicts": [conflict(graph, one) for one in clashing],
        "errors": [],
    }
