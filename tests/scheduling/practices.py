"""Small practices around a change of the clocks, for property-based tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume
from hypothesis import strategies as st

from scheduling.closures import Closure
from scheduling.exceptions import DateException
from scheduling.occurrences import Series
from tests.scheduling import naive

CLOCK_CHANGES = {
    "Europe/London": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "Pacific/Apia": (date(2011, 12, 30), date(2012, 4, 1)),
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),
}
CLINICIANS, LOCATIONS = ("c1", "c2"), ("l1", "l2")
ONE_HOUR = timedelta(hours=1)

times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
# Half of them where clocks change.
odd_times = st.one_of(times, st.builds(time, st.integers(0, 3), st.sampled_from([0, 15, 30, 45])))


@dataclass(frozen=True)
class Practice:
    sessions: tuple[tuple[Series, naive.Rule], ...]
    closures: tuple[Closure, ...]
    from_: date
    to: date
    now: datetime

    @property
    def series(self) -> list[Series]:
        return [series for series, _ in self.sessions]

    def occurrences(self, *, from_: date | None = None, to: date | None = None) -> list[naive.NaiveOccurrence]:
        """What the naive calendar says is held, in the window unless told otherwise."""
        from_, to = from_ or self.from_, to or self.to
        return [one for series, rule in self.sessions for one in naive.occurrences(series, rule, from_=from_, to=to)]


@st.composite
def rules(draw: st.DrawFn, *, near: date) -> naive.Rule:
    start = near + timedelta(days=draw(st.integers(-40, 8)))
    frequency = draw(st.sampled_from([None, "DAILY", "DAILY", "WEEKLY", "WEEKLY", "MONTHLY"]))
    if frequency is None:
        return naive.Rule(None, near + timedelta(days=draw(st.integers(-3, 8))))
    until, count = draw(
        st.one_of(
            st.just((None, None)),
            st.tuples(st.integers(0, 50).map(lambda days: start + timedelta(days=days)), st.none()),
            st.tuples(st.none(), st.integers(1, 30)),
        )
    )
    rule = naive.Rule(
        frequency,
        start,
        interval=draw(st.integers(1, 3)),
        weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
        month_day=draw(st.integers(1, 28)),
        until=until,
        count=count,
    )
    # A rule without a date is refused before it gets here.
    assume(until is None or rule.dates(until))
    return rule


@st.composite
def changes(draw: st.DrawFn, rule: naive.Rule, zones: dict[str, str], *, around: date) -> tuple[DateException, ...]:
    dates = [d for d in rule.dates(around + timedelta(days=25)) if d >= around - timedelta(days=10)]
    if not dates:
        return ()
    found = []
    for original in draw(st.lists(st.sampled_from(dates), unique=True, max_size=3)):
        if draw(st.booleans()):
            found.append(DateException(original, cancelled=True, reason="Ill"))
            continue
        location_id = draw(st.sampled_from([None, *LOCATIONS]))
        start, end = draw(st.one_of(st.none(), st.tuples(odd_times, times))) or (None, None)
        found.append(
            DateException(
                original,
                date=draw(st.sampled_from([None, *(original + days * naive.DAY for days in range(-4, 5))])),
                start_time=start,
                end_time=end,
                location_id=location_id,
                zone=zones[location_id] if location_id else None,
            )
        )
    return tuple(found)


@st.composite
def closures(draw: st.DrawFn, zones: dict[str, str], practice_zone: str, *, around: date) -> tuple[Closure, ...]:
    found = []
    for i in range(draw(st.integers(0, 3))):
        location_id = draw(st.sampled_from([None, None, *LOCATIONS]))
        start_date = around + timedelta(days=draw(st.integers(-3, 8)))
        end_date = start_date + timedelta(days=draw(st.sampled_from([0, 0, 1, 3])))
        start, end = draw(st.one_of(st.none(), st.tuples(odd_times, times))) or (None, None)
        if start is not None and end is not None and start_date == end_date and end <= start:
            end_date += naive.DAY
        found.append(
            Closure(
                id=f"x{i}",
                title=f"Closure {i}",
                kind="OTHER",
                clinician_id=draw(st.sampled_from([None, *CLINICIANS])),
                location_id=location_id,
                start_date=start_date,
                end_date=end_date,
                start_time=start,
                end_time=end,
                zone=zones[location_id] if location_id else practice_zone,
            )
        )
    return tuple(found)


@st.composite
def practices(draw: st.DrawFn, *, most_sessions: int = 3) -> Practice:
    home, away = draw(st.permutations(list(CLOCK_CHANGES)))[:2]
    around = draw(st.sampled_from(CLOCK_CHANGES[home]))
    zones = {"l1": home, "l2": draw(st.sampled_from([home, away]))}
    sessions = []
    for i in range(draw(st.integers(1, most_sessions))):
        location_id = draw(st.sampled_from([None, *LOCATIONS]))
        rule = draw(rules(near=around))
        series = Series(
            session_id=f"s{i}",
            clinician_id=draw(st.sampled_from(CLINICIANS)),
            location_id=location_id,
            allow_remote=location_id is None or draw(st.booleans()),
            zone=zones[location_id] if location_id else home,
            schedule=rule.schedule(draw(odd_times), draw(times)),
            active=draw(st.sampled_from([True, True, True, False])),
            exceptions=draw(changes(rule, zones, around=around)),
        )
        sessions.append((series, rule))
    from_ = around + timedelta(days=draw(st.integers(-4, 2)))
    return Practice(
        sessions=tuple(sessions),
        closures=draw(closures(zones, home, around=around)),
        from_=from_,
        to=from_ + timedelta(days=draw(st.integers(0, 8))),
        now=datetime.combine(around, time(0), UTC) + draw(st.integers(-90, 60)) * ONE_HOUR,
    )
