"""Hypothesis strategies for RRULE values that RFC 5545 allows, start dates and windows."""

from datetime import date, timedelta

from hypothesis import strategies as st

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def start_dates() -> st.SearchStrategy[date]:
    return st.dates(date(1996, 1, 1), date(2104, 12, 31))


@st.composite
def windows(draw: st.DrawFn, start: date, *, longest: int = 250) -> tuple[date, date]:
    """Around the start, soon after it, or years later."""
    from_ = start + timedelta(days=draw(st.integers(-60, 60) | st.integers(-400, 4000)))
    return from_, from_ + timedelta(days=draw(st.integers(0, longest)))


def _numbers(draw: st.DrawFn, most: int, *, signed: bool = True) -> str:
    one = st.integers(1, most)
    values = draw(st.lists(one | one.map(lambda n: -n) if signed else one, min_size=1, max_size=5))
    return ",".join(map(str, values))


def _weekdays(draw: st.DrawFn, most: int = 0) -> str:
    codes = st.sampled_from(CODES)
    if not most:
        return ",".join(draw(st.lists(codes, min_size=1, max_size=5)))
    one = st.integers(1, most)
    nth = st.none() | one | one.map(lambda n: -n)
    return ",".join(f"{n or ''}{code}" for n, code in draw(st.lists(st.tuples(nth, codes), min_size=1, max_size=4)))


@st.composite
def rrules(draw: st.DrawFn, *, ending: bool = True) -> str:
    """A valid RRULE; some match no date at all."""
    maybe = st.integers(0, 2).map(lambda n: n == 0)
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency}
    if draw(st.booleans()):
        parts["INTERVAL"] = str(draw(st.integers(1, 4) | st.integers(1, 60)))
    if draw(maybe):
        parts["WKST"] = draw(st.sampled_from(CODES))
    if draw(maybe):
        parts["BYMONTH"] = _numbers(draw, 12, signed=False)
    if frequency == "YEARLY" and draw(maybe):
        parts["BYWEEKNO"] = _numbers(draw, 53)
    if frequency == "YEARLY" and draw(maybe):
        parts["BYYEARDAY"] = _numbers(draw, 366)
    if frequency != "WEEKLY" and draw(maybe):
        parts["BYMONTHDAY"] = _numbers(draw, 31)
    if draw(st.booleans()):
        in_month = frequency == "MONTHLY" or (frequency == "YEARLY" and "BYMONTH" in parts)
        most = 0 if frequency in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts else 5 if in_month else 53
        parts["BYDAY"] = _weekdays(draw, most)
    if any(name.startswith("BY") for name in parts) and draw(maybe):
        parts["BYSETPOS"] = _numbers(draw, draw(st.sampled_from([2, 5, 366])))
    if ending and draw(maybe):
        parts["COUNT"] = str(draw(st.integers(1, 40)))
    return ";".join(f"{name}={value}" for name, value in parts.items())
