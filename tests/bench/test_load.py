"""The benchmark's load counts an answer only where it is one."""

import asyncio
import base64

from bench.load import Count, Job, run

SENT = base64.b64encode(b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n").decode()


async def loaded(status: bytes, body: bytes, job_requests: int = 3, *, connections: int = 2) -> Count:
    """What the load counts of a server that always answers this."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            await reader.readuntil(b"\r\n\r\n")
            head = b"HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n" % (status, len(body))
            writer.write(head + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        return await run(Job(port, [SENT] * job_requests, connections=connections, seconds=5.0))
    finally:
        server.close()


async def test_a_refusal_far_behind_the_head_counts_as_failed() -> None:
    padding = b"x" * 5_000
    count = await loaded(b"200 OK", b'{"data":{"a":"' + padding + b'","items":[{"errors":[{"message":"no"}]}]}}')
    assert (count.answered, count.failed) == (3, 3)


async def test_an_empty_list_of_errors_is_no_failure() -> None:
    count = await loaded(b"200 OK", b'{"data":{"createSession":{"errors":[]}}}')
    assert (count.answered, count.failed) == (3, 0)


async def test_another_status_counts_as_failed() -> None:
    count = await loaded(b"503 Service Unavailable", b"{}")
    assert (count.answered, count.failed) == (3, 3)


async def test_requests_that_write_are_each_sent_once_whatever_the_connections() -> None:
    count = await loaded(b"200 OK", b"{}", 20, connections=8)
    assert count.answered == 20
