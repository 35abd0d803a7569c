"""The checker of links finds each kind of link that leads nowhere, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish.classroom.site.link_check import find_broken_links


def said(tmp_path: Path, body: str) -> list[str]:
    read = tmp_path / "site" / "read"
    read.mkdir(parents=True)
    (tmp_path / "secret.html").touch()
    (read / "other.html").write_text('<h2 id="here">Here</h2>')
    (read / "page.html").write_text(f'<p id="top">{body}</p>')
    (read / "picture.png").touch()
    return find_broken_links(read, tmp_path / "site")


GOOD = [
    '<a href="other.html">',
    '<a href="other.html#here">',
    '<a href="#top">',
    '<a href="https://github.com/kubernetes/kubernetes/pull/265">',
    '<img src="picture.png"><img src="data:image/png;base64,AA">',
]
BAD = [
    ('<a href="gone.html">', "the link gone.html leads nowhere."),
    ('<a href="other.html#there">', "the link other.html#there names a place that the page does not have."),
    ('<a href="#bottom">', "the link #bottom names a place that the page does not have."),
    ('<a href="../../secret.html">', "the link ../../secret.html leads nowhere."),
    ('<a href="http://example.org">', "the link http://example.org is none that a reader should follow."),
    ('<a href="javascript:alert(1)">', "the link javascript:alert(1) is none that a reader should follow."),
    ('<script src="https://cdn.example.org/x.js"></script>', "it takes https://cdn.example.org/x.js from outside."),
    ('<link href="https://fonts.example.org/f.css">', "it takes https://fonts.example.org/f.css from outside."),
    ('<img src="gone.png">', "the link gone.png leads nowhere."),
]


@pytest.mark.parametrize("body", GOOD)
def test_a_good_link_is_left_alone(tmp_path: Path, body: str) -> None:
    assert said(tmp_path, body) == []


@pytest.mark.parametrize(("body", "complaint"), BAD)
def test_a_bad_link_is_named(tmp_path: Path, body: str, complaint: str) -> None:
    assert said(tmp_path, body) == [f"read/page.html: {complaint}"]


def test_what_is_taken_from_a_host_without_a_scheme_is_outside_too(tmp_path: Path) -> None:
    assert "read/page.html: it takes //cdn.example.org/x.js from outside." in said(
        tmp_path, '<script src="//cdn.example.org/x.js"></script>'
    )
