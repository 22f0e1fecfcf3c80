"""No practice stops another: what one asks for is computed in turn, beside the event loop, without a connection."""

import asyncio
from pathlib import Path

import pytest

from bench import contenders, data, fairness, measure
from dev import postgres
from tests.vacuous import some

GENEROUS = 10.0
"""Before there were places it was 1,000 times and more; `make bench` demands 3."""


@pytest.mark.slow
def test_a_page_of_one_practice_takes_as_long_while_another_asks_for_all_that_it_may(tmp_path: Path) -> None:
    with postgres.temporary() as instance, measure.load() as near, measure.load() as far:
        filled = asyncio.run(data.filled(instance, "fairness", 2))
        own, busy = (asyncio.run(data.practice(filled, place)) for place in range(2))
        asyncio.run(fairness.make_daily(filled, busy))
        with contenders.service(filled, own, tmp_path).running() as service:
            noticed = fairness.compare(near, far, service, busy, tmp_path, seconds=3.0)
    assert [one.kind for one in some(noticed) if one.ratio > GENEROUS] == []
    assert [one.kind for one in noticed if not one.answered] == []
