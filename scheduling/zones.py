"""Converts wall-clock times in IANA time zones to instants, and back.

Inside `scheduling` an instant is a whole number of seconds since 1970-01-01T00:00:00Z, because comparing and counting
integers is cheap. `moment` makes a datetime of it for results. Clock changes follow RFC 5545, section 3.3.5: a time
that does not exist on that day moves forward by the gap, and a time that exists twice is the first of the two.

The zone rules come from the locked `tzdata` package. `ZoneInfo(name)` would prefer the system's files, which may be
older, so that two machines would give different answers. Only this module may import `zoneinfo`; the linter checks it.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tzdata

RULES_VERSION: str = tzdata.IANA_VERSION
"""The release of the IANA time zone database whose rules are used: 2026f."""

DAY = 86_400
MIDNIGHT = time(0)
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_ORDINAL = date.max.toordinal()
# Outside these a datetime does not exist in every zone. A closure may end there; an occurrence has no date there.
_FIRST, _LAST = (2 - _EPOCH) * DAY, (_LAST_ORDINAL - 1 - _EPOCH) * DAY


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval from `start` to `end`, in seconds since 1970 UTC.

    `clock_change` is true if the wall-clock time of its start or end does not exist, or exists twice, on that day.
    """

    start: int
    end: int
    clock_change: bool = False


@cache
def names() -> frozenset[str]:
    """The names of the IANA time zones, aliases included.

    `Factory` is left out: it means that the zone of a machine is not configured.
    """
    return frozenset(files(tzdata).joinpath("zones").read_text("ascii").split()) - {"Factory"}


def instant(d: date, t: time, zone: str) -> tuple[datetime, bool] | None:
    """The instant of the local time `t` on `d` in `zone`, and whether a clock change affected it.

    The instant carries the zone's offset at that moment. None if the zone skipped the whole date. Raises
    ZoneInfoNotFoundError for an unknown zone.
    """
    if not exists(d, zone):
        return None
    at, clock_change = resolve(d, t, zone)
    return moment(at, zone), clock_change


def resolve(d: date, t: time, zone: str) -> tuple[int, bool]:
    """Like `instant`, in seconds since 1970 UTC. A time on a skipped date also moves forward by the gap."""
    wall = (d.toordinal() - _EPOCH) * DAY + t.hour * 3600 + t.minute * 60 + t.second
    offset = steady_offset(d, zone)
    if offset is not None:
        return wall - offset, False
    # With fold=0 zoneinfo gives the offset before the change: the first of two, or forward by the gap.
    first = datetime.combine(d, t, tzinfo=zone_info(zone))
    before, after = _offset(first), _offset(first.replace(fold=1))
    return wall - before, before != after


@lru_cache(maxsize=1 << 16)
def span(d: date, zone: str, *, start: time, end: time, ends_next_day: bool = False) -> Span | None:
    """The span from `start` on `d` to `end` on `d`, or on the next day; None if the zone skipped `d`.

    It is also None on the first two and last two dates that `date` has, because some zones have no instants there.
    If a clock change would put the end at or before the start, the span keeps its wall-clock length.
    """
    if not 2 < d.toordinal() < _LAST_ORDINAL - 1 or not exists(d, zone):
        return None
    return stretch(d, start, d + timedelta(days=1) if ends_next_day else d, end, zone=zone)


def stretch(start_date: date, start: time, end_date: date, end: time, *, zone: str) -> Span:
    """The span from any date to any other, skipped dates included. The rule for clock changes is that of `span`."""
    starts, start_changed = resolve(start_date, start, zone)
    ends, end_changed = resolve(end_date, end, zone)
    if ends <= starts:
        on_the_clock = datetime.combine(end_date, end) - datetime.combine(start_date, start)
        ends = starts + int(on_the_clock.total_seconds())
    return Span(starts, ends, start_changed or end_changed)


@lru_cache(maxsize=1 << 16)
def moment(at: int, zone: str) -> datetime:
    """The instant `at` as a datetime with the zone's offset at that moment; limited to the years 1 to 9999."""
    local = datetime.fromtimestamp(min(max(at, _FIRST), _LAST), tz=zone_info(zone))
    return local.replace(tzinfo=_fixed(_offset(local)), fold=0)


def seconds(at: datetime) -> int:
    """An aware datetime as whole seconds since 1970 UTC, rounded up."""
    return math.ceil(at.timestamp())


def local_date(at: int, zone: str) -> date:
    """The local date in `zone` at the instant `at`; limited to the years 1 to 9999."""
    return datetime.fromtimestamp(min(max(at, _FIRST), _LAST), tz=zone_info(zone)).date()


def midnight(d: date, zone: str) -> int:
    """The first instant of `d` in the zone, in seconds since 1970 UTC."""
    return resolve(d, MIDNIGHT, zone)[0]


def midnight_after(d: date, zone: str) -> int:
    """The first instant after `d` in the zone, in seconds since 1970 UTC. `d` may be 31 December 9999."""
    return midnight(d + timedelta(days=1), zone) if d < date.max else midnight(d, zone) + DAY


@lru_cache(maxsize=1 << 16)
def steady_offset(d: date, zone: str) -> int | None:
    """The UTC offset in seconds (east is positive) if it does not change on `d`; None if it does."""
    first = datetime.combine(d, MIDNIGHT, tzinfo=zone_info(zone))
    last = first.replace(hour=23, minute=59, second=59)
    offset = _offset(first)
    others = (_offset(first.replace(fold=1)), _offset(last), _offset(last.replace(fold=1)))
    return offset if all(other == offset for other in others) else None


def exists(d: date, zone: str) -> bool:
    """Whether the date exists in the zone. Apia skipped 30 December 2011 when it crossed the date line."""
    return steady_offset(d, zone) is not None or local_date(midnight(d, zone), zone) == d


def today(now: datetime, zone: str) -> date:
    """The local date in `zone` at `now`, an aware datetime."""
    return now.astimezone(zone_info(zone)).date()


def shifted(d: date, days: int) -> date:
    """`d` plus `days`, limited to the years 1 to 9999."""
    return date.fromordinal(min(max(d.toordinal() + days, 1), _LAST_ORDINAL))


def utc_date(at: int) -> date:
    """The UTC date of an instant. A local date differs from it by at most one day."""
    return date.fromordinal(min(max(at // DAY + _EPOCH, 1), _LAST_ORDINAL))


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone's rules from the tzdata package. Raises ZoneInfoNotFoundError if `names` does not have the zone."""
    if name not in names():
        raise ZoneInfoNotFoundError(f"not an IANA time zone: {name!r}")
    with files(tzdata).joinpath("zoneinfo", *name.split("/")).open("rb") as compiled:
        return ZoneInfo.from_file(compiled, key=name)


@cache
def _fixed(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset))
