"""The output of a replayed client is its own; other threads print where they printed before."""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from kubeish.explorer import Outcome, as_program, explore
from kubeish.explorer.opaque_index import NeedRevisions, leak
from tests.explorer.schedulers import bare_swap, named, one_pod, set_obj

SECONDS = 30


def on_screen(test: Callable[..., None]) -> Callable[..., None]:
    """``screen`` is what the process prints. After the test it must be ``sys.stdout`` itself, and no stand-in.

    No fixture, since pytest puts a stream of its own in place between a fixture and its test.
    """

    @functools.wraps(test)
    def run(**arguments: Any) -> None:
        stream = io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            test(screen=stream, **arguments)
            assert sys.stdout is stream

    others = [each for each in inspect.signature(test).parameters.values() if each.name != "screen"]
    run.__signature__ = inspect.Signature(others)  # type: ignore[attr-defined]
    return run


class Halt:
    """A client that prints, and halts in its first run until it is told to go on."""

    def __init__(self, work: Callable[[Any], Any] = lambda client: client.get("k")) -> None:
        self.inside, self.go_on, self.work = threading.Event(), threading.Event(), work

    def __call__(self, client: Any) -> None:
        print("dropped")
        self.inside.set()
        assert self.go_on.wait(SECONDS)
        self.work(client)
        print("dropped")


@contextlib.contextmanager
def halted(*clients: Halt) -> Iterator[list[Future[Outcome]]]:
    """Explorations of the clients, each in a thread, all of them in the middle of a replay."""
    with ThreadPoolExecutor(len(clients)) as threads:
        futures = [threads.submit(explore, {"A": client}) for client in clients]
        try:
            assert all(client.inside.wait(SECONDS) for client in clients)
            yield futures
        finally:
            for client in clients:
                client.go_on.set()


@on_screen
def test_other_threads_print_while_four_threads_explore(screen: io.StringIO) -> None:
    clients = [Halt() for _ in range(4)]
    with halted(*clients) as explorations:
        print("in between")
        for client, exploration in zip(clients, explorations):
            client.go_on.set()
            assert exploration.result(SECONDS).interleavings == 1
            print("one more is done")
    print("all are done")
    assert screen.getvalue() == "in between\n" + 4 * "one more is done\n" + "all are done\n"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@on_screen
def test_two_explorations_that_overlap_restore_the_output(screen: io.StringIO, order: tuple[int, int]) -> None:
    clients = [Halt(), Halt()]
    with halted(*clients) as explorations:
        for number in order:
            clients[number].go_on.set()
            explorations[number].result(SECONDS)
    assert sys.stdout is screen


def test_standard_error_is_apart_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    client = Halt(lambda client: (client.get("k"), print("dropped", file=sys.stderr)))
    with halted(client):
        print("kept", file=sys.stderr)
    assert capsys.readouterr() == ("", "kept\n")


def writes_bytes(client: Any) -> None:
    print("text, ", end="")
    sys.stdout.buffer.write("bytes: é\n".encode())
    sys.stdout.buffer.flush()
    client.put("k", f"{sys.stdout.encoding} {sys.stdout.isatty()}")


@on_screen
def test_a_client_may_write_bytes(screen: io.StringIO) -> None:
    outcome = explore({"A": writes_bytes}, None, lambda client: [client.get("k")[0].decode()])
    assert list(outcome.complaints) == ["utf-8 False"]
    assert outcome.counterexample.steps[0].location.printed == "text, bytes: é\n"
    assert screen.getvalue() == ""


@on_screen
def test_a_client_may_close_its_output(screen: io.StringIO) -> None:
    def closes(client: Any) -> None:
        with sys.stdout.buffer as stream:
            stream.write(b"bytes\n")
        sys.stdout.close()
        print("text", flush=True)
        client.get("k")

    outcome = explore({"A": closes}, None, lambda client: ["told"])
    assert outcome.complaints == {"told": 1}
    assert outcome.counterexample.steps[0].location.printed == "bytes\ntext\n"


@on_screen
def test_its_output_is_no_file(screen: io.StringIO) -> None:
    with pytest.raises(io.UnsupportedOperation):
        raise as_program("A", lambda client: sys.stdout.fileno()).next(()).error


@on_screen
def test_an_exploration_within_a_client(screen: io.StringIO) -> None:
    def explores(client: Any) -> None:
        print("before")
        explore({"B": set_obj("b")}, one_pod, lambda client: print("invariant"))
        print("after")
        client.get("k")

    assert as_program("A", explores).locate(()).printed == "before\n" + "invariant\n" * 2 + "after\n"
    assert screen.getvalue() == ""


@on_screen
def test_other_threads_see_the_attributes_of_their_stream(screen: io.StringIO) -> None:
    with halted(Halt()):
        assert sys.stdout is not screen
        assert sys.stdout.getvalue() == ""
        assert sys.stdout.writable()
        assert not hasattr(sys.stdout, "buffer")
    assert sys.stdout is screen


def test_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with halted(Halt()):
        print("nowhere")
    assert sys.stdout is None


# Redirects, which replace sys.stdout for all threads.


def redirects(client: Any) -> None:
    with contextlib.redirect_stdout(io.StringIO()) as text:
        print("mine")
        client.get("k")
    client.put("k", text.getvalue())


@pytest.mark.parametrize("threads", [1, 2])
@on_screen
def test_a_client_may_redirect_its_output(screen: io.StringIO, threads: int) -> None:
    def complain(client: Any) -> list[str]:
        return [client.get("k")[0].decode()]

    with ThreadPoolExecutor(1) as other:
        halt = Halt(redirects)
        pending = other.submit(explore, {"A": halt}, None, complain) if threads == 2 else None
        assert pending is None or halt.inside.wait(SECONDS)
        assert explore({"A": redirects}, None, complain).complaints == {"mine\n": 1}
        halt.go_on.set()
        assert pending is None or pending.result(SECONDS).complaints == {"mine\n": 1}
    assert sys.stdout is screen


@on_screen
def test_clients_in_two_threads_whose_redirects_cross(screen: io.StringIO) -> None:
    """The first redirects, then the second, then the first puts back what it found, then the second does."""
    turns = [threading.Event() for _ in range(3)]

    def crosses(mine: int) -> Callable[[Any], None]:
        def client(client: Any) -> None:
            assert not mine or turns[0].wait(SECONDS)
            with contextlib.redirect_stdout(io.StringIO()):
                turns[mine].set()
                assert turns[mine + 1].wait(SECONDS)
            turns[2].set()

        return client

    with ThreadPoolExecutor(2) as threads:
        for each in [threads.submit(explore, {"A": as_program("A", crosses(mine))}) for mine in (0, 1)]:
            each.result(SECONDS)
    assert sys.stdout is screen


@on_screen
def test_a_redirect_that_begins_meanwhile_and_lasts_longer_stays(screen: io.StringIO) -> None:
    client, text = Halt(), io.StringIO()
    with contextlib.ExitStack() as redirected:
        with halted(client) as explorations:
            redirected.enter_context(contextlib.redirect_stdout(text))
            print("during")
            client.go_on.set()
            explorations[0].result(SECONDS)
        assert sys.stdout is text
        print("after")
    assert text.getvalue() == "during\nafter\n"
    print("at the end")
    assert screen.getvalue() == "at the end\n"
    explore({"A": set_obj("a")}, one_pod)  # removes the stand-in that the redirect has put back


@on_screen
def test_a_redirect_that_ends_meanwhile_has_ended(screen: io.StringIO) -> None:
    with contextlib.ExitStack() as exploring:
        with contextlib.redirect_stdout(io.StringIO()) as text:
            exploring.enter_context(halted(Halt()))
            print("during")
        print("after")
    assert (text.getvalue(), screen.getvalue()) == ("during\n", "after\n")


@on_screen
def test_a_stream_that_a_client_leaves_behind_is_removed(screen: io.StringIO) -> None:
    left = io.StringIO()

    def leaves(client: Any) -> None:
        sys.stdout = left
        client.get("k")

    explore({"A": leaves})
    assert sys.stdout is screen


# What else belongs to one thread.


def test_an_endless_loop_is_found_while_another_thread_explores() -> None:
    """The watchdog watches the main thread, and no replay in another thread takes it away."""
    from tests.explorer.test_exploration_errors import assert_stopped

    def loops(client: Any) -> None:
        while True:
            pass

    other = Halt()
    started: list[Any] = []

    def loops_beside(client: Any) -> None:
        if not started:
            started.append(halted(other))
            helper.submit(started[0].__enter__).result(SECONDS)
        loops(client)

    with ThreadPoolExecutor(1) as helper:
        helper.submit(int).result(SECONDS)  # its thread is there: a client may start none
        try:
            assert_stopped(loops_beside, "of loops")
        finally:
            started[0].__exit__(None, None, None)


def test_an_index_that_leaks_in_another_thread_makes_no_difference() -> None:
    quietly = explore(named(bare_swap, 3), one_pod)
    swap = named(bare_swap, 3)
    halt = Halt(swap["A"])
    with ThreadPoolExecutor(1) as threads:
        pending = threads.submit(explore, {**swap, "A": halt}, one_pod)
        assert halt.inside.wait(SECONDS)
        with pytest.raises(NeedRevisions):
            leak()
        halt.go_on.set()
        assert pending.result(SECONDS).states == quietly.states
