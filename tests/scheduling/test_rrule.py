"""RRULE values: what is refused and in which words, and the one text that each rule has."""

import contextlib
import time as clock
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scheduling import expansion
from scheduling.problems import Problems
from scheduling.recurrence import RuleError, from_input, parse
from tests.scheduling.rules import RRULES, START_DATES

# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "rrule, code, words",
    [
        ("", "INVALID", "needs FREQ"),
        (";;", "INVALID", "needs FREQ"),
        ("every monday", "INVALID", "is not a part of a rule"),
        ("FREQ=WEEKLY;BYDAY=", "INVALID", "is not a part of a rule"),
        ("FREQ", "INVALID", "is not a part of a rule"),
        ("FREQ=DAILY FREQ=DAILY", "INVALID", "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("DTSTART:20260101\nRRULE:FREQ=DAILY", "INVALID", "is not a part"),
        ("INTERVAL=2", "INVALID", "needs FREQ"),
        ("FREQ=HOURLY", "INVALID", "FREQ=HOURLY is not possible"),
        ("FREQ=MINUTELY", "INVALID", "FREQ=MINUTELY is not possible"),
        ("FREQ=SECONDLY", "INVALID", "FREQ=SECONDLY is not possible"),
        ("FREQ=FORTNIGHTLY", "INVALID", "DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("FREQ=DAILY;BYHOUR=9", "INVALID", "BYHOUR is not possible"),
        ("FREQ=DAILY;BYMINUTE=0", "INVALID", "BYMINUTE is not possible"),
        ("FREQ=DAILY;BYSECOND=0", "INVALID", "BYSECOND is not possible"),
        ("FREQ=YEARLY;BYEASTER=0", "INVALID", "BYEASTER is not a part"),
        ("FREQ=YEARLY;RSCALE=CHINESE", "INVALID", "RSCALE can only be GREGORIAN"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD", "INVALID", "SKIP can only be OMIT"),
        ("FREQ=DAILY;X-OWN=1", "INVALID", "is not a part"),
        ("FREQ=DAILY;FREQ=WEEKLY", "INVALID", "FREQ is given twice"),
        ("FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "INVALID", "BYDAY is given twice"),
        ("FREQ=DAILY;INTERVAL=0", "OUT_OF_RANGE", "from 1 to 999"),
        ("FREQ=DAILY;INTERVAL=1000", "OUT_OF_RANGE", "from 1 to 999"),
        ("FREQ=DAILY;INTERVAL=-1", "OUT_OF_RANGE", "from 1 to 999"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 900, "OUT_OF_RANGE", "from 1 to 999"),
        ("FREQ=DAILY;INTERVAL=two", "INVALID", "must be a number"),
        ("FREQ=DAILY;INTERVAL=²", "INVALID", "must be a number"),
        ("FREQ=DAILY;INTERVAL=1-1", "INVALID", "must be a number"),
        ("FREQ=DAILY;COUNT=0", "OUT_OF_RANGE", "from 1 to 1,000"),
        ("FREQ=DAILY;COUNT=1001", "OUT_OF_RANGE", "from 1 to 1,000"),
        ("FREQ=DAILY;COUNT=5;UNTIL=20270101", "INVALID", "not both"),
        ("FREQ=DAILY;UNTIL=2027-01-01", "INVALID", "UNTIL is a date"),
        ("FREQ=DAILY;UNTIL=20270230", "INVALID", "UNTIL is a date"),
        ("FREQ=DAILY;UNTIL=00000101", "INVALID", "UNTIL is a date"),
        ("FREQ=DAILY;UNTIL=20270101T250000Z", "INVALID", "UNTIL is a date"),
        ("FREQ=DAILY;WKST=1", "INVALID", "WKST is one of"),
        ("FREQ=WEEKLY;BYDAY=MON", "INVALID", "BYDAY is a list"),
        ("FREQ=WEEKLY;BYDAY=MO,,WE", "INVALID", "BYDAY is a list"),
        ("FREQ=WEEKLY;BYDAY=1MO", "INVALID", "FREQ=MONTHLY or FREQ=YEARLY only"),
        ("FREQ=DAILY;BYDAY=-1MO", "INVALID", "FREQ=MONTHLY or FREQ=YEARLY only"),
        ("FREQ=MONTHLY;BYDAY=0MO", "OUT_OF_RANGE", "from 1 to 53"),
        ("FREQ=MONTHLY;BYDAY=6MO", "OUT_OF_RANGE", "five of each weekday"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=20MO", "OUT_OF_RANGE", "five of each weekday"),
        ("FREQ=YEARLY;BYDAY=54MO", "OUT_OF_RANGE", "from 1 to 53"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "INVALID", "cannot go with BYWEEKNO"),
        ("FREQ=MONTHLY;BYWEEKNO=20", "INVALID", "FREQ=YEARLY only"),
        ("FREQ=DAILY;BYYEARDAY=1", "INVALID", "FREQ=YEARLY only"),
        ("FREQ=MONTHLY;BYYEARDAY=1", "INVALID", "FREQ=YEARLY only"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "INVALID", "cannot go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "INVALID", "needs another part"),
        ("FREQ=YEARLY;BYMONTH=13", "OUT_OF_RANGE", "1 to 12"),
        ("FREQ=YEARLY;BYMONTH=-1", "OUT_OF_RANGE", "1 to 12"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "OUT_OF_RANGE", "1 to 31"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "OUT_OF_RANGE", "1 to 31"),
        ("FREQ=YEARLY;BYWEEKNO=54", "OUT_OF_RANGE", "1 to 53"),
        ("FREQ=YEARLY;BYYEARDAY=-367", "OUT_OF_RANGE", "1 to 366"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "OUT_OF_RANGE", "1 to 366"),
        ("FREQ=MONTHLY;BYMONTHDAY=1.5", "INVALID", "list of numbers"),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "INVALID", "No date in any year"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "INVALID", "No date in any year"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "INVALID", "No date in any year"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;INTERVAL=2", "INVALID", "No date in any year"),
        ("FREQ=YEARLY;BYMONTH=4,6,9,11;BYMONTHDAY=31", "INVALID", "No date in any year"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=8", "INVALID", "No date in any year"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", "INVALID", "No date in any year"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2", "INVALID", "No date in any year"),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2;BYMONTH=2", "INVALID", "No date in any year"),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=2", "INVALID", "No date in any year"),
        ("FREQ=YEARLY;BYMONTH=1;BYDAY=MO;BYSETPOS=6", "INVALID", "No date in any year"),
        ("FREQ=DAILY;" * 200, "TOO_LONG", "1,000 characters"),
    ],
)
def test_a_rule_is_refused_in_words(rrule: str, code: str, words: str) -> None:
    begun = clock.perf_counter()
    with pytest.raises(Problems) as refused:
        from_input({"rrule": rrule})
    assert clock.perf_counter() - begun < 1
    assert words in " ".join(problem.message for problem in refused.value.problems)
    assert code in {problem.code for problem in refused.value.problems}
    assert {problem.path for problem in refused.value.problems} == {("rrule",)}


def test_everything_wrong_with_a_rule_is_said_at_once() -> None:
    with pytest.raises(RuleError) as refused:
        parse("FREQ=HOURLY;INTERVAL=0;BYHOUR=9;UNTIL=soon")
    assert len(refused.value.errors) == 4


PIECES = [
    "FREQ=",
    "DAILY",
    "MONTHLY",
    "YEARLY",
    ";",
    "BYDAY=",
    "BYWEEKNO=",
    "MO",
    "-1",
    ",",
    "29",
    "366",
    "\0",
    "Å",
    " ",
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_whatever_the_text_it_is_a_rule_or_a_refusal(text: str) -> None:
    with contextlib.suppress(RuleError):
        assert parse(parse(text).rrule) == parse(text)


def test_a_rule_as_long_as_allowed_can_be_given_back_in_with_the_day_of_its_start() -> None:
    positions = ",".join(map(str, range(1, 300)))
    text = f"FREQ=YEARLY;BYMONTH=1;BYSETPOS={positions}"
    longest = text[: text.rindex(",", 0, 985)]
    anchored = parse(longest).anchored(date(2026, 1, 31))
    assert parse(anchored.rrule) == anchored
    with pytest.raises(RuleError):
        parse(text[: text.rindex(",", 0, 1000)])


# ---------------------------------------------------------------- the same rule said in another way


@pytest.mark.parametrize(
    "said, meant",
    [
        ("rrule:freq=weekly;byday=we,mo,mo", "FREQ=WEEKLY;BYDAY=MO,WE"),
        (" FREQ=DAILY;INTERVAL=1;WKST=MO ", "FREQ=DAILY"),
        ("FREQ=WEEKLY;BYDAY=MO;", "FREQ=WEEKLY;BYDAY=MO"),
        (";;FREQ=WEEKLY;;BYDAY=MO;;", "FREQ=WEEKLY;BYDAY=MO"),
        ("RRULE:;FREQ=DAILY", "FREQ=DAILY"),
        ("RSCALE=GREGORIAN;FREQ=DAILY", "FREQ=DAILY"),
        ("RSCALE=gregorian;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=omit", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("BYDAY=+1TU;FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=1TU"),
        ("FREQ=DAILY;UNTIL=20261231T235959Z", "FREQ=DAILY;UNTIL=20261231T235959Z"),
        ("freq=daily;until=20261231t235960", "FREQ=DAILY;UNTIL=20261231T235959"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15,1", "FREQ=MONTHLY;BYMONTHDAY=1,15,-1"),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1TU"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=SU;BYSETPOS=-1", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "FREQ=WEEKLY;BYDAY=FR"),
        ("FREQ=WEEKLY;BYDAY=MO,SU;BYSETPOS=1;WKST=SU", "FREQ=WEEKLY;WKST=SU;BYDAY=SU"),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=1", "FREQ=DAILY;BYDAY=MO"),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=8;BYDAY=TU", "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU"),
    ],
)
def test_a_rule_has_one_canonical_text(said: str, meant: str) -> None:
    assert parse(said).rrule == meant


# ---------------------------------------------------------------- given back in


@given(RRULES)
def test_an_rrule_given_back_in_is_the_same_rule(rrule: str) -> None:
    try:
        rule = parse(rrule)
    except RuleError:
        assume(False)
    assert parse(rule.rrule) == rule
    assert parse(f"rrule:{rule.rrule.lower()}") == rule


@given(RRULES, st.lists(st.sampled_from(["", "", "RSCALE=GREGORIAN", "skip=Omit"]), max_size=5), st.randoms())
def test_parts_that_say_nothing_change_nothing(rrule: str, idle: list[str], random: Random) -> None:
    parts = [*rrule.split(";"), *idle]
    random.shuffle(parts)
    try:
        rule = parse(rrule)
    except RuleError:
        assume(False)
    assert parse(";".join(parts)) == rule


@given(RRULES, START_DATES)
def test_a_rule_that_has_its_day_from_the_start_says_so_in_its_rrule(rrule: str, start: date) -> None:
    try:
        anchored = parse(rrule).anchored(start)
    except RuleError:
        assume(False)
    assert anchored.anchored(start + timedelta(days=40)) == anchored
    # A weekday of the start may leave no date at all: a Sunday of week 5 is never in January.
    assume(expansion.can_occur(anchored))
    assert parse(anchored.rrule) == anchored
