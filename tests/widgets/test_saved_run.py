"""A run saved as one file: it needs nothing beside it, and says what the counterexample says."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from kubeish import explore, save_run
from kubeish.widgets.pages.nothing_to_show import NothingToShow
from tests.explorer.schedulers import all_listed, bare_swap, named, one_pod, set_obj

LOST_POD = explore(named(set_obj, 2), one_pod, all_listed(2), breaking="lose a pod")


def test_a_counterexample_is_one_file_that_needs_no_other(tmp_path: Path) -> None:
    into = save_run(LOST_POD, tmp_path / "run.html")
    html = into.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "<title>6 orders · 4 lose a pod</title>" in html
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!data:|#)|@import|\bimport\s*\(""", html)
    assert "a is gone: over index 3, which B never read" in unescape(html)
    assert '"kind":"stepper"' in html
    assert 'type="module"' in html


def test_a_given_order_and_a_timeline(tmp_path: Path) -> None:
    outcome = explore(named(bare_swap, 2), one_pod, all_listed(2))
    with pytest.raises(NothingToShow, match="give save_run an order, such as 'A B A B'"):
        save_run(outcome, tmp_path / "run.html")
    html = save_run(outcome, str(tmp_path / "run.html"), "A B A B B B").read_text(encoding="utf-8")
    assert "is refused" in html
    assert LOST_POD.counterexample is not None
    html = save_run(LOST_POD.counterexample, tmp_path / "two.html").read_text(encoding="utf-8")
    assert "<title>One run, step by step</title>" in html


def test_a_title_is_text(tmp_path: Path) -> None:
    outcome = explore(named(set_obj, 2), one_pod, all_listed(2), breaking="<b>lose</b> {a} pod")
    html = save_run(outcome, tmp_path / "run.html").read_text(encoding="utf-8")
    assert "<h1>6 orders · 4 &lt;b&gt;lose&lt;/b&gt; {a} pod</h1>" in html
