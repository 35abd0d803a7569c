"""The line that says how far a long search has come: who sees it, and that it goes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from jupyter_client import KernelManager

from kubeish.classroom.authoring.execute import make_kernel_config
from kubeish.errors import KubeishError
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import explore, progress_line

SEARCH = """
from kubeish import explore
from kubeish.explorer import progress_line
progress_line.FIRST_AFTER = progress_line.NEXT_AFTER = 0

def add_one(client):
    number, _ = client.get("visits")
    client.put("visits", str(int(number or 0) + 1))

print("before")
explore(dict.fromkeys("ABCD", add_one)).interleavings
"""


class Terminal(io.StringIO):
    """A stream that somebody sits before."""

    def isatty(self) -> bool:
        return True


def add_one(client: Client) -> None:
    number, _ = client.get("visits")
    client.put("visits", str(int(number or 0) + 1))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_line, "FIRST_AFTER", 0)
    monkeypatch.setattr(progress_line, "NEXT_AFTER", 0)


def render_terminal(text: str) -> list[str]:
    """What each write has made of a terminal's last line."""
    shown, line = [], ""
    for part in text.split("\r")[1:]:
        line = part + line[len(part) :]
        shown.append(line.rstrip())
    return shown


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("options", [{}, {"simulate": 50}, {"max_states": 40}])
def test_a_terminal_shows_the_states_and_is_clean_afterwards(
    options: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    try:
        explore(dict.fromkeys("ABCD", add_one), **options)  # type: ignore[arg-type]
    except KubeishError:
        assert "max_states" in options
    shown = render_terminal(terminal.getvalue())
    assert shown[0].endswith(f"states so far, of at most {options.get('max_states', 3_000_000):,}. "
                             "An interrupt says what is known.")  # fmt: skip
    numbers = [int(line.split()[0].replace(",", "")) for line in shown if line]
    assert numbers == sorted(numbers)
    assert shown[-1] == ""


@pytest.mark.usefixtures("at_once")
def test_a_pipe_and_a_file_get_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+") as file:
        monkeypatch.setattr(sys, "stderr", file)
        explore(dict.fromkeys("ABCD", add_one))
        assert file.tell() == 0


def test_two_seconds_go_by_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), 100.0
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress_line, "monotonic", lambda: now)
    line, seen = progress_line.Progress(9), []
    for now in (101.9, 102.0, 102.4, 102.6):  # the clock reads it
        line.show(int(now * 10))
        seen.append(len(render_terminal(terminal.getvalue())))
    assert seen == [0, 1, 1, 2]


@pytest.mark.parametrize("has_reader", [True, False])
def test_a_notebook_shows_it_to_a_reader_and_not_to_nbval(has_reader: bool, tmp_path: Path) -> None:
    manager, messages = KernelManager(kernel_name="python3", config=make_kernel_config(str(tmp_path))), []
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        client.execute_interactive(
            SEARCH, allow_stdin=has_reader, stdin_hook=print, timeout=60, output_hook=messages.append
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    kinds = [m["msg_type"] for m in messages if m["msg_type"] in ("stream", "display_data", "update_display_data")]
    texts = [m["content"]["data"]["text/plain"] for m in messages if "display_data" in m["msg_type"]]
    if not has_reader:
        assert kinds == ["stream"]
        return
    assert kinds[:3] == ["stream", "display_data", "update_display_data"]
    assert "states so far" in texts[0]
    assert texts[-1] == ""


def test_a_shorter_line_leaves_nothing_of_a_wider_one(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = progress_line.find_line()
    assert line is not None
    line.replace("三个状态")  # eight columns
    line.replace("done")
    assert terminal.getvalue() == "\r三个状态\rdone" + 4 * " "
