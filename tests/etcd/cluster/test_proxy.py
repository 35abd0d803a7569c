"""PartitionProxy: it forwards, holds back what comes to and from a member that is cut off, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports
from kubeish.etcd.cluster.proxy import PartitionProxy

HEAD = [b"GET /raft/stream/message/1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Serv", b"er-From: 8e9e05c5\r\n\r\n"]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A member that sends back what it receives."""
    while chunk := await reader.read(1000):
        writer.write(chunk)
    writer.close()


async def run_with_proxy(
    scenario: Callable[[PartitionProxy, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> None:
    advertised, port = find_free_ports(2)
    proxy = PartitionProxy()
    async with await asyncio.start_server(answer, LOOPBACK, port), await proxy.serve(0, advertised, port):
        reader, writer = await asyncio.open_connection(LOOPBACK, advertised)
        for piece in HEAD:  # the header may come in two pieces
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        await scenario(proxy, reader, writer)
        writer.write_eof()
        await reader.read()  # until every connection behind it is closed, too
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("order", ["cut 0 -", "cut 7 8e9e05c5"])
def test_nothing_passes_to_and_from_a_member_that_is_cut_off_and_nothing_is_lost(order: str) -> None:
    async def scenario(proxy: PartitionProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = b"".join(HEAD)
        assert await reader.readexactly(len(head)) == head
        await proxy.obey(order)
        writer.write(b"while it is cut off")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)
        await proxy.obey(f"heal {order.split()[1]} -")
        assert await reader.readexactly(19) == b"while it is cut off"

    asyncio.run(run_with_proxy(scenario))


def test_a_member_that_has_moved_is_reached_at_its_new_port() -> None:
    async def scenario() -> None:
        advertised, nobody, port = find_free_ports(3)
        proxy = PartitionProxy()
        async with await asyncio.start_server(answer, LOOPBACK, port), await proxy.serve(0, advertised, nobody):
            await proxy.obey(f"route 0 {port}")
            reader, writer = await asyncio.open_connection(LOOPBACK, advertised)
            writer.write(b"".join(HEAD))
            assert await reader.readexactly(3) == b"GET"
            writer.write_eof()
            await reader.read()
            writer.close()
            await writer.wait_closed()

    asyncio.run(scenario())


def test_a_member_that_is_not_cut_off_is_reached() -> None:
    async def scenario(proxy: PartitionProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await proxy.obey("cut 2 123abc")
        assert await reader.readexactly(3) == b"GET"

    asyncio.run(run_with_proxy(scenario))
