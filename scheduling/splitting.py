"""Splitting: divides one schedule at a date ("this and following")."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduling.exceptions import DateException
from scheduling.problems import Problem, Problems
from scheduling.recurrence import Rule, last_date
from scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Split:
    """`ended` stops before the date. `continued` starts on or after it, and has `continued_exceptions`."""

    ended: Schedule
    continued: Schedule
    continued_exceptions: tuple[DateException, ...]


def split(schedule: Schedule, exceptions: Iterable[DateException], *, from_: date) -> Split:
    """Divides a schedule into two that together have exactly its dates.

    The continued schedule starts on its first date on or after `from_`. That date is in a period that the interval
    includes, so the interval keeps its phase. A COUNT is divided. Exceptions stay with their original dates. Raises
    Problems with the path `("from",)` if one of the two would have no date.
    """
    rule = schedule.rule
    if rule is None or schedule.start_date is None:
        raise Problems([Problem("INVALID", "A session on a single date cannot be split.", ("from",))])
    first, following = schedule.next_date(schedule.start_date), schedule.next_date(from_)
    if first is None or from_ <= first:
        raise Problems([Problem("OUT_OF_RANGE", "The date must be after the session's first date.", ("from",))])
    if following is None:
        raise Problems([Problem("OUT_OF_RANGE", "The date must not be after the session's last date.", ("from",))])
    day_before = from_ - timedelta(days=1)
    # The continued rule has another start, so the parts that came from the start are written out.
    anchored = rule.anchored(schedule.start_date)
    if rule.count is None:
        ended, continued = replace(rule, until=day_before), anchored
    else:
        before = len(schedule.dates(schedule.start_date, day_before))
        ended, continued = replace(rule, count=before), replace(anchored, count=rule.count - before)
    return Split(
        ended=_with(schedule, ended, start_date=schedule.start_date),
        continued=_with(schedule, continued, start_date=following),
        continued_exceptions=tuple(exception for exception in exceptions if exception.original_date >= from_),
    )


def rest_of_count(whole: Schedule, parts: Split, changed: Schedule) -> Schedule:
    """The edited continued schedule, with the remaining COUNT if it repeats the COUNT of the whole schedule.

    An editor sends the schedule back with the count that it was shown. Any other count is used as given.
    """
    rule, rest = changed.rule, parts.continued.rule
    if rule is None or rule.count is None or changed.start_date is None or rest is None or whole.rule is None:
        return changed
    if rule.count != whole.rule.count:
        return changed
    return _with(changed, replace(rule, count=rest.count), start_date=changed.start_date)


def _with(schedule: Schedule, rule: Rule, *, start_date: date) -> Schedule:
    return replace(schedule, rule=rule, start_date=start_date, last_date=last_date(rule, start_date))
