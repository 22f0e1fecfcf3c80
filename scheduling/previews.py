"""What a change of one session would do: its dates, those that it gains and loses, and its conflicts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling import conflicts, occurrences
from scheduling.closures import Closure
from scheduling.conflicts import Conflict
from scheduling.occurrences import Occurrence, Series


@dataclass(frozen=True, slots=True)
class Dates:
    occurrences: list[Occurrence]
    added: tuple[date, ...]
    removed: tuple[date, ...]
    conflicts: list[Conflict]


def dates(
    before: Series | None,
    after: Series,
    others: Sequence[Series],
    closures: Sequence[Closure],
    *,
    from_: date,
    to: date,
    names: Mapping[str, str],
    limit: int,
) -> Dates:
    """`before` is None for a new session; `others` are loaded as for `conflicts.find`, without the session itself.

    At most `limit` conflicts. A cancelled date counts as none.
    """
    expanded = occurrences.expand([after], closures, from_=from_, to=to)
    held = _held(expanded)
    was_held = set() if before is None else _held(occurrences.expand([before], (), from_=from_, to=to))
    found = conflicts.first(
        (after, *others), closures, from_=from_, to=to, names=names, about={after.session_id}, limit=limit
    )
    return Dates(expanded, tuple(sorted(held - was_held)), tuple(sorted(was_held - held)), found)


def _held(expanded: Sequence[Occurrence]) -> set[date]:
    return {one.held_on for one in expanded if not one.cancelled}
