"""Where the rules of the time zones come from: the locked tzdata package, whatever the machine has.

The offsets are written by hand from the 2026 releases of the IANA database: Vancouver, Edmonton and Winnipeg keep
summer time all year, Casablanca went back to UTC, and Havana is in winter.
"""

import os
import shutil
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest
import tzdata

from db.calendar import DAYTIME
from scheduling import zones

JANUARY_2027 = {
    "America/Vancouver": "2027-01-15T09:00:00-07:00",
    "America/Edmonton": "2027-01-15T09:00:00-06:00",
    "America/Winnipeg": "2027-01-15T09:00:00-05:00",
    "America/Havana": "2027-01-15T09:00:00-04:00",
    "Africa/Casablanca": "2027-01-15T09:00:00+00:00",
}

SHOW = """
import datetime, sys
from db.calendar import DAYTIME
from scheduling import zones
for name in sys.argv[1:]:
    print(zones.instant(datetime.date(2027, 1, 15), datetime.time(9), name)[0].isoformat())
"""


@pytest.mark.parametrize("zone, expected", JANUARY_2027.items())
def test_rules_that_changed_in_2026_are_known(zone: str, expected: str) -> None:
    found = zones.instant(date(2027, 1, 15), time(9), zone)
    assert found is not None
    assert found[0].isoformat() == expected


def test_zone_files_of_the_machine_are_not_read(tmp_path: Path) -> None:
    """The folder that Python would look in first says that all of these places keep the time of Kiritimati."""
    wrong = files(tzdata).joinpath("zoneinfo/Pacific/Kiritimati").read_bytes()
    for name in JANUARY_2027:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(wrong)
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *JANUARY_2027],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == list(JANUARY_2027.values())


def test_zones_that_only_the_machine_has_are_not_known(tmp_path: Path) -> None:
    shutil.copy(str(files(tzdata).joinpath("zoneinfo/UTC")), tmp_path / "localtime")
    done = subprocess.run(
        [sys.executable, "-c", "from scheduling import zones; print(sorted(zones.names() & {'localtime', 'UTC'}))"],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "['UTC']"


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "posix/UTC", "../UTC", "/etc/localtime", ""])
def test_a_name_that_is_no_iana_zone_has_no_rules(name: str) -> None:
    assert name not in zones.names()
    with pytest.raises(ZoneInfoNotFoundError):
        zones.zone_info(name)


def test_every_zone_has_rules() -> None:
    assert len(zones.names()) > 500
    for name in zones.names():
        assert zones.instant(date(2027, 1, 15), time(9), name) is not None


def test_no_zone_moves_its_clocks_by_day() -> None:
    """Hours of the day that are apart are apart on every date: db/calendar.py leaves out what cannot meet by that."""
    first, days = date(2026, 1, 1), 4 * 365
    moved = [
        (name, day)
        for name in sorted(zones.names())
        for day in (first + timedelta(days=number) for number in range(days))
        if zones.steady_offset(day, name) is None and _offset(day, DAYTIME[0], name) != _offset(day, DAYTIME[1], name)
    ]
    assert moved == []
    assert _offset(date(2026, 3, 29), time(0), "Europe/London") != _offset(date(2026, 3, 29), time(6), "Europe/London")


def _offset(day: date, at: time, zone: str) -> timedelta | None:
    return datetime.combine(day, at, tzinfo=zones.zone_info(zone)).utcoffset()
