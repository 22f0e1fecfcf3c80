"""This and following: one schedule divided at a date."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduling.exceptions import DateException
from scheduling.problems import Problem, Problems
from scheduling.recurrence import Rule, last_date
from scheduling.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Split:
    """`ended` stops before the date; `continued` runs on, with the changes `going`."""

    ended: Schedule
    continued: Schedule
    continued_exceptions: tuple[DateException, ...]


def split(schedule: Schedule, exceptions: Iterable[DateException], *, from_: date) -> Split:
    """Divides a schedule so that the two have together exactly the dates that it had.

    The continued one starts on its first date on or after `from_`, which keeps the phase of an interval, since that
    date lies in a week (or month) that counts; a COUNT is divided. Changes go with their original dates. Raises
    Problems with the path `("from",)` where one of the two would have no date.
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
    # The continued rule starts elsewhere, so whatever it left to its start must be said.
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
    """What a continued schedule means that was changed: one that repeats the whole's COUNT has the rest of it.

    An editor gives the schedule back with the count that it was shown. Another count is meant as given.
    """
    rule, rest = changed.rule, parts.continued.rule
    if rule is None or rule.count is None or changed.start_date is None or rest is None or whole.rule is None:
        return changed
    if rule.count != whole.rule.count:
        return changed
    return _with(changed, replace(rule, count=rest.count), start_date=changed.start_date)


def _with(schedule: Schedule, rule: Rule, *, start_date: date) -> Schedule:
    return replace(schedule, rule=rule, start_date=start_date, last_date=last_date(rule, start_date))
