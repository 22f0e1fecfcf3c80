"""Addresses of PostgreSQL with several hosts."""

import socket
import time

import asyncpg
import pytest

from db.addresses import attempts, each_host, options_of
from db.engine import connect


@pytest.mark.parametrize(
    "url, expected",
    [
        ("postgresql://h/db", ["postgresql://h/db"]),
        ("postgresql+asyncpg://u:p%40@h:1/db?ssl=require", ["postgresql://u:p%40@h:1/db?ssl=require"]),
        ("postgresql://u@a:1,[::1]:2/db?x=y", ["postgresql://u@a:1/db?x=y", "postgresql://u@[::1]:2/db?x=y"]),
        ("postgresql://u@/db?host=%2Fa", ["postgresql://u@/db?host=%2Fa"]),
        ("postgresql://u@/db?host=/a,/b", ["postgresql://u@/db?host=%2Fa", "postgresql://u@/db?host=%2Fb"]),
        ("postgresql://u@/d?host=a,b&port=1,2", ["postgresql://u@/d?host=a&port=1", "postgresql://u@/d?host=b&port=2"]),
    ],
)
def test_each_host_of_an_address_has_an_address_of_its_own(url: str, expected: list[str]) -> None:
    assert each_host(url) == expected


def test_options_are_decoded() -> None:
    assert options_of("postgresql://a,b/db?target_session_attrs=read%2Dwrite") == {"target_session_attrs": "read-write"}


def test_standbys_are_tried_first_if_the_address_prefers_them() -> None:
    assert attempts("postgresql://a,b/db?target_session_attrs=prefer-standby") == [
        "postgresql://a/db?target_session_attrs=standby",
        "postgresql://b/db?target_session_attrs=standby",
        "postgresql://a/db?target_session_attrs=any",
        "postgresql://b/db?target_session_attrs=any",
    ]


async def test_a_host_that_does_not_answer_leaves_time_for_the_next(migrated: str) -> None:
    """asyncpg by itself spends the whole timeout on the first."""
    folder = options_of(migrated).get("host")
    if folder is None:
        pytest.skip("TEST_DATABASE_URL names a server on the network")
    with socket.socket(socket.AF_INET) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        places = f"host=127.0.0.1,{folder}&port={silent.getsockname()[1]},5432"
        begin = time.monotonic()
        conn = await connect(f"{migrated.partition('?')[0]}?{places}&target_session_attrs=read-write", timeout=4.0)
        assert 1.9 < time.monotonic() - begin < 4
    assert await conn.fetchval("SHOW transaction_read_only") == "off"
    await conn.close()
    with pytest.raises(asyncpg.TargetServerAttributeNotMatched):
        await connect(f"{migrated}&target_session_attrs=standby", timeout=4.0)
