"""Ids sort by time, and have one spelling."""

import time
from datetime import UTC, datetime
from uuid import UUID

import pytest

from planner import BadInput
from resolvers import ids


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = UUID(ids.new())
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) / 1000 - time.time()) < 60


def test_ids_sort_by_the_time_at_which_they_were_made() -> None:
    made = []
    for _ in range(5):
        made.append(ids.new())
        time.sleep(0.002)
    assert made == sorted(made)


def test_no_two_ids_are_the_same() -> None:
    assert len({ids.new() for _ in range(10_000)}) == 10_000


def test_ids_for_given_times_sort_by_these_and_then_as_they_were_made() -> None:
    times = [datetime(2026, 3, 2, 8, 0, 0, micros, tzinfo=UTC) for micros in (0, 1, 2, 499, 999, 1000)]
    made = [ids.new_at(at) for at in times for _ in range(50)]
    assert made == sorted(set(made))
    assert made[-1] > ids.new_at(times[0])
    assert {UUID(an_id).version for an_id in made} == {7}
    assert UUID(made[-1]).int >> 80 == int(times[-1].timestamp() * 1000)


def test_an_id_in_capitals_is_parsed_to_small_letters() -> None:
    made = ids.new()
    assert ids.parsed(made) == ids.parsed(made.upper()) == made


ID = "01990000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("text", ["", "1", "x" * 36, ID.replace("-", ""), f"{{{ID}}}", None, 1, b"", []])
def test_a_value_that_is_not_an_id_is_parsed_to_none(text: object) -> None:
    assert ids.parsed(text) is None


def test_an_invalid_id_in_a_query_is_reported_with_its_path() -> None:
    with pytest.raises(BadInput) as raised:
        ids.valid("nonsense", "search", "busy", "0", "clinicianId")
    assert raised.value.path == ("search", "busy", "0", "clinicianId")
