"""The relay: stands between the members of a cluster, so that one can be cut off from the others and joined again.

A program of its own: ``python -I -S relay.py '[[DOOR, PORT], ...]'``. Each member tells its peers to come to its DOOR;
the relay hands on to the member's PORT what comes there. Orders come on standard input, a line each, and are answered:
``cut INDEX ID`` and ``heal INDEX ID``, with the member's id as etcd knows it. While a member is cut off, nothing is
lost and nothing arrives: as when a cable is pulled, it waits. Needs neither root nor a firewall. Standard library only.

Who calls is not seen from the connection, for all call from the same address; but etcd's members say so themselves, in
the header X-Server-From of their requests to each other.
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


class Road:
    """One connection: to which member, and from which, as soon as it has said so."""

    def __init__(self, to: int) -> None:
        self.to, self.caller = to, ""
        self._heard = b""

    def listen(self, chunk: bytes) -> None:
        """Learn who calls. A connection is opened by one member and used by no other."""
        if not self.caller:
            found = CALLER.search(self._heard + chunk)
            self.caller = found.group(1).decode() if found else ""
            self._heard = chunk[-100:]  # the header may be cut in two


class Relay:
    """All doors, and who is cut off: by index for what comes to it, by id for what comes from it."""

    def __init__(self) -> None:
        self.cut: dict[int, str] = {}
        self.changed = asyncio.Condition()

    async def order(self, line: str) -> str:
        """Carry out one order."""
        what, index, member = line.split()
        if what == "cut":
            self.cut[int(index)] = member
        else:
            self.cut.pop(int(index), None)
        async with self.changed:
            self.changed.notify_all()
        return "done"

    def is_open(self, road: Road) -> bool:
        """Whether anything may pass."""
        return road.to not in self.cut and road.caller not in self.cut.values()

    async def open_door(self, index: int, door: int, port: int) -> None:
        """Listen at the member's door."""

        async def welcome(reader: StreamReader, writer: StreamWriter) -> None:
            with contextlib.suppress(OSError):
                there_reader, there_writer = await asyncio.open_connection(LOOPBACK, port)
                road = Road(index)
                await asyncio.gather(
                    self._carry(road, reader, there_writer, from_caller=True),
                    self._carry(road, there_reader, writer, from_caller=False),
                )
            writer.close()

        await asyncio.start_server(welcome, LOOPBACK, door)

    async def _carry(self, road: Road, source: StreamReader, sink: StreamWriter, from_caller: bool) -> None:
        """Hand on what comes, in order, until the source ends or breaks; but nothing while the road is closed."""
        with contextlib.suppress(OSError):
            while chunk := await source.read(CHUNK):
                if from_caller:
                    road.listen(chunk)
                if not self.is_open(road):
                    async with self.changed:
                        await self.changed.wait_for(lambda: self.is_open(road))
                sink.write(chunk)
                await sink.drain()
        sink.close()


async def main(doors: list[tuple[int, int]]) -> None:
    """Open the doors, then take orders until the input ends."""
    relay = Relay()
    for index, (door, port) in enumerate(doors):
        await relay.open_door(index, door, port)
    orders = StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(await relay.order(line.decode()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1])))
