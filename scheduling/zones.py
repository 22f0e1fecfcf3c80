"""Wall-clock times in IANA time zones, and the instants that they name.

Inside `scheduling` an instant is a whole number of seconds since 1970-01-01T00:00:00Z, so that comparing and counting
ten thousand of them is cheap; `moment` turns one into a datetime at the edge. Clock changes follow RFC 5545, section
3.3.5: a time that does not exist that day moves forward by the gap, one that exists twice is the first of the two.

The rules of the zones are those of the locked `tzdata` package. `ZoneInfo(name)` would look in the system's folder
first, whose copy may be older: two machines would answer differently. So nothing else imports `zoneinfo` (the linter
holds that).
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
# Beyond these a datetime cannot be had in every zone. A closure may end there; nobody is seen there.
_FIRST, _LAST = (2 - _EPOCH) * DAY, (_LAST_ORDINAL - 1 - _EPOCH) * DAY


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of time, `start` to `end`, in seconds since 1970 UTC.

    `clock_change`: one of its wall-clock ends does not exist, or exists twice, that day.
    """

    start: int
    end: int
    clock_change: bool = False


@cache
def names() -> frozenset[str]:
    """The IANA time zones, aliases included.

    `Factory` is left out: it stands for a machine whose zone nobody has set.
    """
    return frozenset(files(tzdata).joinpath("zones").read_text("ascii").split()) - {"Factory"}


def instant(d: date, t: time, zone: str) -> tuple[datetime, bool] | None:
    """The instant at which clocks in `zone` show `t` on `d`, and whether a change of the clocks had a say in it.

    The instant carries the zone's offset at that moment. None where the whole date is missing in the zone.
    """
    if not exists(d, zone):
        return None
    at, clock_change = resolve(d, t, zone)
    return moment(at, zone), clock_change


def resolve(d: date, t: time, zone: str) -> tuple[int, bool]:
    """Like `instant`, in seconds since 1970 UTC; on a date that is missing it moves forward by that gap, too."""
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
    """The stretch from `start` on `d` to `end` on `d`, or on the day after; None where `d` is missing in the zone.

    None, too, on the first and the last two dates of the calendar, whose instants some zones cannot name.

    Where the clocks' change would leave the end at or before the start, it keeps its length on the clock.
    """
    if not 2 < d.toordinal() < _LAST_ORDINAL - 1 or not exists(d, zone):
        return None
    return stretch(d, start, d + timedelta(days=1) if ends_next_day else d, end, zone=zone)


def stretch(start_date: date, start: time, end_date: date, end: time, *, zone: str) -> Span:
    """The same from any date to any other, missing ones included."""
    starts, start_changed = resolve(start_date, start, zone)
    ends, end_changed = resolve(end_date, end, zone)
    if ends <= starts:
        on_the_clock = datetime.combine(end_date, end) - datetime.combine(start_date, start)
        ends = starts + int(on_the_clock.total_seconds())
    return Span(starts, ends, start_changed or end_changed)


@lru_cache(maxsize=1 << 16)
def moment(at: int, zone: str) -> datetime:
    """The instant `at` as a datetime with the zone's offset at that moment; held within the calendar."""
    local = datetime.fromtimestamp(min(max(at, _FIRST), _LAST), tz=zone_info(zone))
    return local.replace(tzinfo=_fixed(_offset(local)), fold=0)


def seconds(at: datetime) -> int:
    """An aware datetime in whole seconds since 1970 UTC, rounded up."""
    return math.ceil(at.timestamp())


def local_date(at: int, zone: str) -> date:
    """The date that calendars in `zone` show at the instant `at`; held within the calendar."""
    return datetime.fromtimestamp(min(max(at, _FIRST), _LAST), tz=zone_info(zone)).date()


def midnight(d: date, zone: str) -> int:
    """The first instant of `d` in the zone."""
    return resolve(d, MIDNIGHT, zone)[0]


def midnight_after(d: date, zone: str) -> int:
    """The first instant after `d` in the zone; good for the calendar's last date, too."""
    return midnight(d + timedelta(days=1), zone) if d < date.max else midnight(d, zone) + DAY


@lru_cache(maxsize=1 << 16)
def steady_offset(d: date, zone: str) -> int | None:
    """Seconds east of UTC, where they are the same all through `d` and no time of `d` is missing or doubled."""
    first = datetime.combine(d, MIDNIGHT, tzinfo=zone_info(zone))
    last = first.replace(hour=23, minute=59, second=59)
    offset = _offset(first)
    others = (_offset(first.replace(fold=1)), _offset(last), _offset(last.replace(fold=1)))
    return offset if all(other == offset for other in others) else None


def exists(d: date, zone: str) -> bool:
    """False for a date that the zone skipped: 30 December 2011 in Apia, which crossed the date line."""
    return steady_offset(d, zone) is not None or local_date(midnight(d, zone), zone) == d


def today(now: datetime, zone: str) -> date:
    """The date in `zone` at `now`."""
    return now.astimezone(zone_info(zone)).date()


def shifted(d: date, days: int) -> date:
    """`d` and so many days, held within the calendar."""
    return date.fromordinal(min(max(d.toordinal() + days, 1), _LAST_ORDINAL))


def utc_date(at: int) -> date:
    """The UTC date of an instant; a local date is at most one day off it."""
    return date.fromordinal(min(max(at // DAY + _EPOCH, 1), _LAST_ORDINAL))


def _offset(local: datetime) -> int:
    offset = local.utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds


@cache
def zone_info(name: str) -> ZoneInfo:
    """The zone's rules, as the tzdata package has them. Raises ZoneInfoNotFoundError where `names` has no such zone."""
    if name not in names():
        raise ZoneInfoNotFoundError(f"not an IANA time zone: {name!r}")
    with files(tzdata).joinpath("zoneinfo", *name.split("/")).open("rb") as compiled:
        return ZoneInfo.from_file(compiled, key=name)


@cache
def _fixed(offset: int) -> timezone:
    return timezone(timedelta(seconds=offset))
