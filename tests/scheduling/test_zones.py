from datetime import date, datetime, time, timedelta

import pytest

from scheduling import zones
from tests.scheduling import naive
from tests.scheduling.practices import CLOCK_CHANGES
from tests.vacuous import some


def shown(d: date, t: time, zone: str) -> tuple[str, bool] | None:
    found = zones.instant(d, t, zone)
    return None if found is None else (found[0].isoformat(), found[1])


@pytest.mark.parametrize(
    "day, at, zone, expected",
    [
        (date(2026, 3, 28), time(9), "Europe/London", ("2026-03-28T09:00:00+00:00", False)),
        (date(2026, 3, 30), time(9), "Europe/London", ("2026-03-30T09:00:00+01:00", False)),
        (date(2026, 3, 29), time(0, 59), "Europe/London", ("2026-03-29T00:59:00+00:00", False)),
        (date(2026, 3, 29), time(1), "Europe/London", ("2026-03-29T02:00:00+01:00", True)),
        (date(2026, 3, 29), time(1, 30), "Europe/London", ("2026-03-29T02:30:00+01:00", True)),
        (date(2026, 3, 29), time(2), "Europe/London", ("2026-03-29T02:00:00+01:00", False)),
        (date(2026, 10, 25), time(1, 30), "Europe/London", ("2026-10-25T01:30:00+01:00", True)),
        (date(2026, 10, 25), time(2), "Europe/London", ("2026-10-25T02:00:00+00:00", False)),
        (date(2026, 3, 8), time(2, 30), "America/New_York", ("2026-03-08T03:30:00-04:00", True)),
        (date(2026, 11, 1), time(1, 30), "America/New_York", ("2026-11-01T01:30:00-04:00", True)),
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", ("2026-10-04T02:45:00+11:00", True)),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", ("2026-04-05T01:45:00+11:00", True)),
        (date(2011, 12, 29), time(9), "Pacific/Apia", ("2011-12-29T09:00:00-10:00", False)),
        (date(2011, 12, 30), time(9), "Pacific/Apia", None),
        (date(2011, 12, 31), time(9), "Pacific/Apia", ("2011-12-31T09:00:00+14:00", False)),
        (date(2026, 3, 22), time(2, 30), "Africa/Casablanca", ("2026-03-22T03:30:00+01:00", True)),
        (date(2026, 3, 28), time(23, 30), "America/Nuuk", ("2026-03-29T00:30:00-01:00", True)),
        (date(2018, 11, 4), time(0, 30), "America/Sao_Paulo", ("2018-11-04T01:30:00-02:00", True)),
    ],
)
def test_an_instant_is_where_the_clocks_show_it(
    day: date, at: time, zone: str, expected: tuple[str, bool] | None
) -> None:
    assert shown(day, at, zone) == expected


@pytest.mark.parametrize("zone", CLOCK_CHANGES)
def test_every_minute_around_a_clock_change_is_where_a_walk_through_utc_finds_it(zone: str) -> None:
    for change in some(CLOCK_CHANGES[zone]):
        for d in (change - timedelta(days=1), change, change + timedelta(days=1)):
            for minute in range(0, 1440, 3):
                t = time(minute // 60, minute % 60)
                found = zones.instant(d, t, zone)
                if not naive.exists(d, zone):
                    assert found is None
                else:
                    assert found == naive.resolve(d, t, zone, step=3), (d, t)


@pytest.mark.parametrize("zone", CLOCK_CHANGES)
def test_an_instant_carries_the_offset_that_the_zone_has_then(zone: str) -> None:
    for change in some(CLOCK_CHANGES[zone]):
        start = zones.midnight(change - timedelta(days=2), zone)
        for at in range(start, start + 4 * zones.DAY, 900):
            moment = zones.moment(at, zone)
            local = moment.astimezone(zones.zone_info(zone))
            assert int(moment.timestamp()) == at
            assert moment.isoformat() == local.isoformat()
            assert zones.local_date(at, zone) == local.date()


@pytest.mark.parametrize(
    "day, start, end, expected",
    [
        # 22:00–02:00 is three hours in the spring night and five in the autumn one.
        (date(2026, 3, 28), time(22), time(2), ("2026-03-28T22:00+00:00", "2026-03-29T02:00+01:00", False)),
        (date(2026, 10, 24), time(22), time(2), ("2026-10-24T22:00+01:00", "2026-10-25T02:00+00:00", False)),
        (date(2026, 3, 28), time(22), time(1, 30), ("2026-03-28T22:00+00:00", "2026-03-29T02:30+01:00", True)),
        (date(2026, 10, 24), time(22), time(1, 30), ("2026-10-24T22:00+01:00", "2026-10-25T01:30+01:00", True)),
        # The gap would leave the end before the start: half an hour on the clock it stays.
        (date(2026, 3, 29), time(1, 30), time(2), ("2026-03-29T02:30+01:00", "2026-03-29T03:00+01:00", True)),
        (date(2026, 3, 29), time(1), time(2), ("2026-03-29T02:00+01:00", "2026-03-29T03:00+01:00", True)),
        (date(2026, 3, 29), time(1, 15), time(1, 45), ("2026-03-29T02:15+01:00", "2026-03-29T02:45+01:00", True)),
        (
            date(2026, 10, 25),
            time(0, 30),
            time(1, 30),
            ("2026-10-25T00:30+01:00", "2026-10-25T01:30+01:00", True),
        ),
        (
            date(2026, 10, 25),
            time(1, 30),
            time(2, 30),
            ("2026-10-25T01:30+01:00", "2026-10-25T02:30+00:00", True),
        ),
    ],
)
def test_a_span_across_a_clock_change_in_london(
    day: date, start: time, end: time, expected: tuple[str, str, bool]
) -> None:
    span = zones.span(day, "Europe/London", start=start, end=end, ends_next_day=end < start)
    assert span is not None
    moments = [zones.moment(at, "Europe/London").isoformat(timespec="minutes") for at in (span.start, span.end)]
    assert (*moments, span.clock_change) == expected


def test_a_night_into_the_date_that_apia_skipped_keeps_its_four_hours() -> None:
    span = zones.span(date(2011, 12, 29), "Pacific/Apia", start=time(22), end=time(2), ends_next_day=True)
    assert span is not None
    assert span.end - span.start == 4 * 3600
    assert zones.moment(span.end, "Pacific/Apia").isoformat() == "2011-12-31T02:00:00+14:00"
    assert span.clock_change


def test_the_edges_of_the_calendar_are_no_error() -> None:
    for zone in CLOCK_CHANGES:
        assert zones.midnight_after(date.max, zone) - zones.midnight(date.max, zone) == zones.DAY
        for d in (date.min, date.max):
            assert zones.span(d, zone, start=time(22), end=time(2), ends_next_day=True) is None
            assert zones.exists(d, zone)
    assert zones.shifted(date.max, 3) == date.max
    assert zones.shifted(date.min, -3) == date.min


def test_the_date_of_an_instant_differs_between_zones() -> None:
    now = datetime.fromisoformat("2026-03-29T23:30:00+00:00")
    assert zones.today(now, "Europe/London") == date(2026, 3, 30)
    assert zones.today(now, "America/New_York") == date(2026, 3, 29)
