"""Hypothesis strategies for RRULE values that RFC 5545 allows, start dates and windows.

They are made once, at import: making a strategy costs more than drawing from it.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

CODES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

START_DATES = st.dates(date(1996, 1, 1), date(2104, 12, 31))
SOON_OR_LATE = st.integers(-60, 60) | st.integers(-400, 4000)
LENGTHS = st.integers(0, 250)

SOMETIMES = st.sampled_from([False, False, True])
FREQUENCIES = st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
INTERVALS = st.sampled_from([1, 1, 1, 2, 3, 4]) | st.integers(1, 60)
WEEK_STARTS = st.sampled_from(CODES)
COUNTS = st.integers(1, 40)


def _listed(values: "st.SearchStrategy[int] | st.SearchStrategy[str]", most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most).map(lambda found: ",".join(map(str, found)))


def _from_both_ends(most: int) -> st.SearchStrategy[int]:
    return st.integers(-most, most - 1).map(lambda n: n if n < 0 else n + 1)


def _weekdays(most: int) -> st.SearchStrategy[str]:
    nth = st.none() | _from_both_ends(most)
    return _listed(st.tuples(nth, st.sampled_from(CODES)).map(lambda entry: f"{entry[0] or ''}{entry[1]}"))


MONTHS = _listed(st.integers(1, 12))
WEEK_NUMBERS = _listed(_from_both_ends(53))
YEAR_DAYS = _listed(_from_both_ends(366), 12)
MONTH_DAYS = _listed(_from_both_ends(31), 12)
PLAIN_WEEKDAYS = _listed(st.sampled_from(CODES), 6)
WEEKDAYS_OF_A_MONTH = _weekdays(5)
WEEKDAYS_OF_A_YEAR = _weekdays(53)
POSITIONS = _listed(_from_both_ends(2)) | _listed(_from_both_ends(5)) | _listed(_from_both_ends(366))


@st.composite
def windows(draw: st.DrawFn, start: date) -> tuple[date, date]:
    """Around the start, soon after it, or years later."""
    from_ = start + timedelta(days=draw(SOON_OR_LATE))
    return from_, from_ + timedelta(days=draw(LENGTHS))


@st.composite
def _rrules(draw: st.DrawFn) -> str:
    frequency = draw(FREQUENCIES)
    parts: dict[str, object] = {"FREQ": frequency, "INTERVAL": draw(INTERVALS)}
    if draw(SOMETIMES):
        parts["WKST"] = draw(WEEK_STARTS)
    if draw(SOMETIMES):
        parts["BYMONTH"] = draw(MONTHS)
    if frequency == "YEARLY":
        narrowed = draw(st.sampled_from([None, None, "BYWEEKNO", "BYYEARDAY"]))
        if narrowed:
            parts[narrowed] = draw(WEEK_NUMBERS if narrowed == "BYWEEKNO" else YEAR_DAYS)
    if frequency != "WEEKLY" and draw(SOMETIMES):
        parts["BYMONTHDAY"] = draw(MONTH_DAYS)
    if draw(st.booleans()):
        if frequency in ("DAILY", "WEEKLY") or "BYWEEKNO" in parts:
            parts["BYDAY"] = draw(PLAIN_WEEKDAYS)
        else:
            in_year = frequency == "YEARLY" and "BYMONTH" not in parts
            parts["BYDAY"] = draw(WEEKDAYS_OF_A_YEAR if in_year else WEEKDAYS_OF_A_MONTH)
    if any(name.startswith("BY") for name in parts) and draw(SOMETIMES):
        parts["BYSETPOS"] = draw(POSITIONS)
    return ";".join(f"{name}={value}" for name, value in parts.items())


# Some of them match no date at all.
ENDLESS = _rrules()
RRULES = ENDLESS | st.tuples(ENDLESS, COUNTS).map(lambda drawn: f"{drawn[0]};COUNT={drawn[1]}")
