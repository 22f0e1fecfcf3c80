"""The filters and orders of the contract's lists."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    DateTime,
    Integer,
    SmallInteger,
    Text,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.elements import Grouping

from db import tables
from db.folding import fold, like_pattern
from db.ids import parsed
from db.relations import SESSION
from planner import (
    BadInput,
    Collection,
    Filter,
    Reader,
    Source,
    Statement,
    Walk,
    among,
    among_hashed,
    camel,
    param,
    uuid_param,
)
from scheduling import pattern
from scheduling.schedule import stored

# ---------------------------------------------------------------- orders


def column_order(*paths: str) -> Callable[[Source], Sequence[ColumnElement[Any]]]:
    return lambda source: [source.column(path) for path in paths]


def by_location(source: Source) -> Sequence[ColumnElement[Any]]:
    """By the location's name. Rows without a location come last."""
    key = source.column("location.name_key")
    return [key.is_(None), func.coalesce(key, literal("", Text()))]


def by_status(source: Source) -> Sequence[ColumnElement[Any]]:
    """ACTIVE before INACTIVE, in every collation. The index has the database's default collation."""
    return [source.column("status")]


# ---------------------------------------------------------------- filters

LONGEST_SEARCH = 200


def among_ids(path: str, name: str) -> Filter:
    return Filter(lambda source: among(source.column(path), name), lambda given: {name: ids_given(name, given)})


def ids_given(name: str, given: Sequence[str]) -> list[str]:
    """The ids given to a filter. Raises BadInput if one is not an id."""
    checked = []
    for place, text in enumerate(given):
        found = parsed(text)
        if found is None:
            raise BadInput("This is not an id.", "filter", camel(name), str(place))
        checked.append(found)
    return checked


def equals(path: str, name: str, kind: Any) -> Filter:
    return Filter(lambda source: source.column(path) == param(name, kind), lambda value: {name: value})


def search(*places: str, argument: tuple[str, ...], remote: bool = False) -> Filter:
    """The search text is part of the name, or of the name of one of `places`, the joins, all folded (db/folding.py).

    `argument`: the path for errors. `remote`: at least three first letters of "Remote" also find what allows remote
    appointments, because the table of sessions shows this word as the location.

    The matching clinicians and locations are found once, and each session's is looked for among them. With joins, their
    names would be compared again for each session.
    """

    def clause(source: Source) -> ColumnElement[bool]:
        found = [matches(source.column("name_key"))]
        for place in places:
            named = tables.METADATA.tables[place].alias(f"named_{place}")
            here = (named.c.practice_id == uuid_param("practice_id"), matches(named.c.name_key))
            found.append(source.column(f"{place}_id").in_(select(named.c.id).where(*here)))
        if remote:
            found.append(source.column("allow_remote") & param("search_is_remote", Boolean))
        return or_(*found)

    def matches(key: ColumnElement[Any]) -> ColumnElement[bool]:
        """Without ESCAPE, whose default is the backslash: PostgreSQL would call a function for each row."""
        return key.like(param("search", Text))

    def values(text: str) -> dict[str, Any]:
        if "\0" in text:
            raise BadInput("The search must not contain a NUL character.", *argument)
        if len(text) > LONGEST_SEARCH:
            raise BadInput(f"The search may have {LONGEST_SEARCH} characters at most.", *argument)
        folded = fold(text)
        is_remote = len(folded) >= 3 and "remote".startswith(folded)
        return {"search": like_pattern(text), **({"search_is_remote": is_remote} if remote else {})}

    return Filter(clause, values)


def allows_type(source: Source) -> ColumnElement[bool]:
    link = tables.session_appointment_type
    return exists(
        select(literal(1))
        .select_from(link)
        .where(link.c.practice_id == uuid_param("practice_id"))
        .where(link.c.session_id == source.column("id"))
        .where(among(link.c.appointment_type_id, "appointment_type_ids"))
    )


# ---------------------------------------------------------------- the date on which a session runs


def in_range(source: Source, first: str, last: str) -> ColumnElement[bool]:
    """The rule may have a date between the parameters `first` and `last`, both included."""
    ends = source.column("last_date")
    return and_(source.column("start_date") <= param(last, Date), or_(ends.is_(None), ends >= param(first, Date)))


def matches_day(source: Source) -> ColumnElement[bool]:
    """A regular rule has the date whose features are the parameters (`day_values`, scheduling/pattern.py)."""
    week = Grouping(param("week_indexes", ARRAY(Integer)))[source.column("week_start") + 1]
    index = case(
        (source.column("period") == "DAY", param("day_index", Integer)),
        (source.column("period") == "WEEK", week),
        (source.column("period") == "MONTH", param("month_index", Integer)),
        else_=param("year_index", Integer),
    )
    nth = source.column("nth_weekdays")

    def has(column: str, bits: str) -> ColumnElement[bool]:
        kind = source.column(column).type
        return source.column(column).op("&")(param(bits, kind)) != 0

    matched: ColumnElement[bool] = (
        in_range(source, "runs_on", "runs_on")
        & (index % source.column("step") == source.column("phase"))
        & has("months", "month_bit")
        & has("weekdays", "weekday_bit")
        & has("month_days", "month_day_bits")
        & or_(nth.is_(None), nth.op("&&")(param("nth_weekday_codes", ARRAY(SmallInteger))))
    )
    return matched


def runs_on(source: Source) -> ColumnElement[bool]:
    """The session has an occurrence on the date that is not cancelled: by its rule, or moved there by an exception."""
    by_rule = (~source.column("irregular") & matches_day(source)) | among_hashed(source.column("id"), "irregular_ids")
    return (by_rule & ~_has_exception(source, here=False)) | _has_exception(source, here=True)


def _has_exception(source: Source, *, here: bool) -> ColumnElement[bool]:
    """An exception moves an occurrence to the date, or keeps it there; or (not `here`) it cancels the rule's occurrence
    on the date, or moves it away.
    """
    change = tables.session_exception.c
    on = param("runs_on", Date)
    moved = func.coalesce(change.date, change.original_date)
    if here:
        effect = ~change.cancelled & (moved == on)
    else:
        effect = (change.original_date == on) & (change.cancelled | (moved != on))
    return exists(
        select(literal(1))
        .select_from(tables.session_exception)
        .where(change.practice_id == uuid_param("practice_id"), change.session_id == source.column("id"), effect)
    )


def day_values(on: date) -> dict[str, Any]:
    day = pattern.day(on)
    return {
        "runs_on": on,
        "day_index": day.day_index,
        "week_indexes": list(day.week_indexes),
        "month_index": day.month_index,
        "year_index": day.year_index,
        "month_bit": day.month_bit,
        "weekday_bit": day.weekday_bit,
        "month_day_bits": day.month_day_bits,
        "nth_weekday_codes": list(day.nth_weekday_codes),
    }


def _irregular() -> Statement:
    source = Source(SESSION)
    columns = [source.column(name) for name in ("id", "start_date", "start_time", "end_time", "rrule", "last_date")]
    return Statement(source.select(*columns).where(source.column("irregular"), in_range(source, "runs_on", "runs_on")))


async def irregular_on(read: Reader, on: date) -> dict[str, Any]:
    """The ids of irregular sessions that have the date. Their rules are evaluated in Python, because SQL cannot."""
    found = []
    for an_id, start_date, start_time, end_time, rrule, last_date in await read.fetch(IRREGULAR, runs_on=on):
        if stored(start_date, start_time, end_time, False, rrule, last_date).occurs_on(on):
            found.append(an_id)
    return {"irregular_ids": found}


IRREGULAR = _irregular()

# ---------------------------------------------------------------- the lists

TIMES = {
    "CREATED_AT": column_order("created_at"),
    "UPDATED_AT": column_order("updated_at"),
}

PLACED = {
    "clinician_ids": among_ids("clinician_id", "clinician_ids"),
    "location_ids": among_ids("location_id", "location_ids"),
    "remote": equals("allow_remote", "remote", Boolean),
    "search": search("clinician", "location", argument=("filter", "search"), remote=True),
}

BROAD_FILTERS = frozenset({"status", "remote"})
"""Filters that a large part of a practice's sessions match."""

SESSIONS = Collection(
    orders={
        "NAME": column_order("name_key"),
        "CLINICIAN": column_order("clinician.name_key"),
        "LOCATION": by_location,
        "START_TIME": column_order("start_time"),
        "STATUS": by_status,
        **TIMES,
    },
    filters={
        **PLACED,
        "status": equals("status", "status", Text),
        "appointment_type_ids": Filter(
            allows_type, lambda given: {"appointment_type_ids": ids_given("appointment_type_ids", given)}
        ),
        "runs_on": Filter(runs_on, day_values, irregular_on),
    },
    walks={
        "CLINICIAN": Walk("clinician", "name_key", "clinician_id", broad_filters=BROAD_FILTERS),
        "LOCATION": Walk("location", "name_key", "location_id", optional=True, broad_filters=BROAD_FILTERS),
    },
)

TEMPLATES = Collection(
    orders={
        "NAME": column_order("name_key"),
        "LOCATION": by_location,
        "START_TIME": column_order("start_time"),
        **TIMES,
    },
    filters={**PLACED, "scope": equals("scope", "scope", Text)},
)

DIRECTORY = Collection(
    orders={"NAME": column_order("name_key")},
    filters={"search": search(argument=("search",)), "active": equals("active", "active", Boolean)},
)
"""Clinicians, locations and appointment types, which are listed by name."""

AUDIT_ENTRIES = Collection(
    orders={"AT": lambda _: []},
    filters={
        "object_ids": among_ids("entity_id", "object_ids"),
        "object_type": equals("entity_type", "object_type", Text),
        "action": equals("action", "action", Text),
        "since": Filter(
            lambda source: source.column("at") >= param("since", DateTime(timezone=True)), lambda at: {"since": at}
        ),
        "until": Filter(
            lambda source: source.column("at") < param("until", DateTime(timezone=True)), lambda at: {"until": at}
        ),
    },
    default="AT",
    newest_first=True,
)
"""In the order of their ids, which is that of their times."""
