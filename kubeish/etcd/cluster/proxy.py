"""PartitionProxy: passes on what the members of a cluster send to each other, or holds it back.

A program of its own: ``python -I -S proxy.py '[[ADVERTISED, PORT], ...]'``. Each member tells its
peers its ADVERTISED port; the proxy forwards what comes there to the member's PORT. Orders come on
standard input, a line each, and are answered: ``cut INDEX ID`` and ``heal INDEX ID``, with the
member's id as etcd knows it, and ``route INDEX PORT``, where a member has moved. While a member is
cut off, nothing is lost and nothing arrives: it waits, as when a cable is pulled. Needs neither
root nor a firewall. Standard library only.

All members connect from the same address. The header X-Server-From of their requests to each other
says which of them it is; a connection is opened by one member and used by no other.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
from asyncio import StreamReader, StreamWriter

CALLER = re.compile(rb"\r\nX-Server-From: ([0-9a-f]+)\r\n", re.IGNORECASE)
LOOPBACK = "127.0.0.1"
CHUNK = 65536


class PartitionProxy:
    """All connections. By index, ``cut``: the ids of members cut off; ``ports``: where each listens."""

    def __init__(self) -> None:
        self.cut: dict[int, str] = {}
        self.ports: dict[int, int] = {}
        self.changed = asyncio.Condition()

    async def obey(self, line: str) -> str:
        """Carry out one order."""
        order, index, detail = line.split()
        if order == "cut":
            self.cut[int(index)] = detail
        elif order == "route":
            self.ports[int(index)] = int(detail)
        else:
            self.cut.pop(int(index), None)
        async with self.changed:
            self.changed.notify_all()
        return "done"

    async def serve(self, index: int, advertised: int, port: int) -> asyncio.Server:
        """Listen at a member's advertised port, and forward to its port of that moment."""
        self.ports[index] = port

        async def accept(reader: StreamReader, writer: StreamWriter) -> None:
            with contextlib.suppress(OSError, EOFError):
                head = await reader.readuntil(b"\r\n\r\n")
                caller = CALLER.search(head)
                ends = index, caller.group(1).decode() if caller else ""
                member_reader, member_writer = await asyncio.open_connection(LOOPBACK, self.ports[index])
                await asyncio.gather(
                    self._forward(ends, reader, member_writer, head), self._forward(ends, member_reader, writer)
                )
            writer.close()

        return await asyncio.start_server(accept, LOOPBACK, advertised)

    async def _forward(
        self, ends: tuple[int, str], source: StreamReader, sink: StreamWriter, chunk: bytes = b""
    ) -> None:
        """Pass on ``chunk`` and what follows it; wait while one of the ``ends`` is cut off."""
        with contextlib.suppress(OSError):
            while chunk := chunk or await source.read(CHUNK):
                async with self.changed:
                    await self.changed.wait_for(lambda: ends[0] not in self.cut and ends[1] not in self.cut.values())
                sink.write(chunk)
                await sink.drain()
                chunk = b""
        sink.close()


async def main(routes: list[tuple[int, int]]) -> None:
    """Open the advertised ports, then take orders until the input ends."""
    proxy = PartitionProxy()
    servers = [await proxy.serve(index, advertised, port) for index, (advertised, port) in enumerate(routes)]
    orders = StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(await proxy.obey(line.decode()), flush=True)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
