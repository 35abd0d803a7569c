"""`kubeish site` says what is in its way, replaces only what is a site, and leaves the old one where it fails."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubeish import notebooks
from kubeish.cli import main
from kubeish.publishing import copies, reading, site, workshop
from kubeish.publishing.running import NotPublished, run

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of the checkout the reading edition is made from."""
    root = tmp_path / "checkout"
    root.mkdir()
    for name in ("pyproject.toml", "course.toml", "constraints.txt"):
        shutil.copy(ROOT / name, root / name)
    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    return root


def test_what_is_no_checkout_has_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="is none: clone it, then make site"):
        site.build(tmp_path, tmp_path / "site", only_reading=True)


def test_a_folder_that_is_no_site_is_not_replaced(checkout: Path, tmp_path: Path) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "to-ann.txt").write_text("Dear Ann")
    with pytest.raises(NotPublished, match="is there and no site of ours"):
        site.build(checkout, letters, only_reading=True)
    assert (letters / "to-ann.txt").read_text() == "Dear Ann"


def test_a_broken_link_keeps_the_old_site(checkout: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    site.build(checkout, out, only_reading=True)
    before = sorted(path.name for path in (out / "read").iterdir())
    assert before == sorted(["index.html", *(f"{lesson.name}.html" for lesson in reading.written(checkout))])
    spoilt = notebooks.read(checkout / "solutions" / "00_start_here.ipynb")
    spoilt["cells"][0]["source"] += "\n[gone](gone.html)"
    notebooks.write(checkout / "solutions" / "00_start_here.ipynb", spoilt)
    with pytest.raises(NotPublished, match=r"read/00_start_here.html: the link gone.html leads nowhere"):
        site.build(checkout, out, only_reading=True)
    assert sorted(path.name for path in (out / "read").iterdir()) == before


def test_the_command_tells_how_to_see_it(checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEISH_COURSE", str(checkout))
    made = CliRunner().invoke(main, ["site", "--only-reading", "--out", str(tmp_path / "site")])
    assert made.exit_code == 0, made.output
    assert f"python -m http.server --directory {tmp_path / 'site'}" in made.output


def test_the_first_lesson_says_that_it_runs_in_a_page_and_no_other_does(checkout: Path, tmp_path: Path) -> None:
    copies.lay(checkout, tmp_path / "files")
    laid = sorted((tmp_path / "files").glob("*.ipynb"))
    about = [path.name for path in laid if copies.ABOUT["id"] in [c["id"] for c in notebooks.read(path)["cells"]]]
    assert (len(laid), about) == (8, ["00_start_here.ipynb"])
    cells = [cell["id"] for cell in notebooks.read(laid[0])["cells"]]
    assert cells.index(copies.ABOUT["id"]) == cells.index(copies.BELOW) + 1


def test_a_pin_is_one_version(checkout: Path) -> None:
    assert workshop.pin(checkout, "anywidget").startswith("anywidget==")
    with pytest.raises(NotPublished, match="no-such is wanted at one version, and constraints"):
        workshop.pin(checkout, "no-such")


def test_a_program_that_fails_or_is_not_there_says_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match=r"failed in .*:\nwhy not"):
        run(["sh", "-c", "echo why not >&2; exit 3"], tmp_path)
    with pytest.raises(NotPublished, match="no-such-program cannot be started"):
        run(["no-such-program"], tmp_path)
