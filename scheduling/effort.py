"""How much there is to compute, before it is computed: in dates, each of which takes about 10 µs.

An estimate that errs upwards, from what a search is given. It decides whether something is done at once, in a place for
computing, or not at all.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache

from scheduling import zones
from scheduling.closures import Closure
from scheduling.occurrences import Series
from scheduling.rule import Frequency, Rule
from scheduling.slots import DAYS_AHEAD, DAYS_BEFORE, Search

LAID_OUT = 2.5
"""A date of slots from which closures or busy time take something, in dates."""
REGULAR = 0.07
"""A date of slots from which nothing is taken away."""
FOUND_CLOSURE = 0.05
"""A closure that is compared with a date, in dates."""
EXPLAINED_CLOSURE = 0.6
"""A closure that is given as a reason."""
LAID_OUT_AGAIN = 3
"""Dates per session from which the first slots are made."""
NEXT = 5
"""The next occurrence of one session."""


def dates(series: Iterable[Series], from_: date, to: date) -> int:
    """The dates that the sessions have in the window, at most."""
    return sum(_dates(one, from_, to) for one in series)


def expansion(series: Collection[Series], closures: Iterable[Closure], from_: date, to: date) -> int:
    """Of making all occurrences in a window, or the conflicts among them."""
    beside = _closures_at_once(series, closures, from_, to)
    return int(dates(series, from_, to) * (1 + FOUND_CLOSURE * beside)) + len(series)


def explanation(search: Search, series: Collection[Series], closures: Iterable[Closure]) -> int:
    """Of saying why each session offers nothing."""
    from_, to = zones.shifted(search.from_, -DAYS_BEFORE), search.to
    beside = _closures_at_once(series, closures, from_, to)
    busy = Counter(one.clinician_id for one in search.busy)
    taken = sum(busy[one.clinician_id] for one in series) // 100
    return int(dates(series, from_, to) * (1 + EXPLAINED_CLOSURE * beside)) + taken + len(series)


def search(search: Search, series: Collection[Series], closures: Iterable[Closure]) -> int:
    """Of finding slots, and the next date that has one."""
    days = (search.to - search.from_).days + 1
    horizon = zones.shifted(search.from_, DAYS_AHEAD)
    busy: dict[str, set[date]] = {}
    for taken in search.busy:
        busy.setdefault(taken.clinician_id, set()).add(taken.start.date())
    partly = [_days(one, search.from_, horizon) for one in closures if one.start_time is not None]
    closed = sum(partly)
    total = 0.0
    for one in series:
        regular = _dates(one, search.from_, horizon)
        total += REGULAR * regular
        lost = min(closed + 2 * len(busy.get(one.clinician_id, ())), DAYS_AHEAD if closed else days)
        total += LAID_OUT * min(regular, lost)
    return int(total) + LAID_OUT_AGAIN * len(series)


def _dates(one: Series, from_: date, to: date) -> int:
    schedule = one.schedule
    start, last = schedule.start_date, schedule.last_date
    from_ = from_ if start is None or start < from_ else start
    to = to if last is None or last > to else last
    days = to.toordinal() - from_.toordinal() + 1
    changed = len(one.exceptions)
    if days <= 0:
        return changed
    if schedule.rule is None:
        return 1 + changed
    dates, period = _density(schedule.rule)
    return min(days, (days // period + 1) * dates) + changed


@lru_cache(maxsize=4096)
def _density(rule: Rule) -> tuple[int, int]:
    """So many dates in so many days, at most."""
    match rule.frequency:
        case Frequency.DAILY:
            return 1, rule.interval
        case Frequency.WEEKLY:
            return len(rule.weekdays) or 1, 7 * rule.interval
        case Frequency.MONTHLY if rule.month_days and not rule.weekdays:
            return len(rule.month_days), 28 * rule.interval
        case Frequency.MONTHLY if rule.weekdays:
            return sum(1 if entry.nth else 5 for entry in rule.weekdays), 28 * rule.interval
        case Frequency.MONTHLY:
            return 31, 28 * rule.interval
        case Frequency.YEARLY:
            return 366, 365 * rule.interval


def _closures_at_once(series: Iterable[Series], closures: Iterable[Closure], from_: date, to: date) -> float:
    """How many closures concern a session on a date, on average."""
    days = (to - from_).days + 1
    clinicians = {one.clinician_id for one in series}
    closed = 0.0
    for one in closures:
        share = 1.0 if one.clinician_id is None else 1 / max(len(clinicians), 1)
        closed += share * _days(one, from_, to)
    return closed / days


def _days(closure: Closure, from_: date, to: date) -> int:
    return max((min(closure.end_date, to) - max(closure.start_date, from_)).days + 1, 0)
