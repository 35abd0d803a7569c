"""docs/instructors.md says what `kubeish grade` does: its options, its statuses, and a scheme that can be read."""

from __future__ import annotations

import re
from pathlib import Path

from kubeish.classroom.cli.grade_command import command
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.marking_scheme_file import read_scheme
from kubeish.classroom.grading.results import STATUSES
from tests.grading import notebook_samples as samples

TEXT = (samples.ROOT / "docs" / "instructors.md").read_text(encoding="utf-8")


def test_every_option_that_it_names_is_one() -> None:
    known = {name for parameter in command.params for name in parameter.opts}
    lines = "\n".join(line for line in TEXT.splitlines() if "pytest" not in line and not line.startswith("dask"))
    named = set(re.findall(r"--[a-z][a-z-]+", lines)) - {"--nbval-cell-timeout"}
    assert named <= known
    assert {"--out", "--lesson", "--jobs", "--dask", "--scheme", "--seed", "--seconds", "--no-sandbox"} <= named


def test_every_status_is_explained() -> None:
    (table,) = re.findall(r"^\| status .*\n\| --- .*\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert re.findall(r"^\| ([a-z -]+) \|", table, re.MULTILINE) == list(STATUSES)


def test_its_scheme_can_be_used(specs: ExerciseSpecs, tmp_path: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    (tmp_path / "own.toml").write_text(text)
    (tmp_path / "times.csv").write_text("ann,2026-03-01T22:10:00\n")
    scheme = read_scheme(specs, samples.ROOT / "course.toml", tmp_path / "own.toml")
    assert (scheme.points["run-pod"], scheme.late.deduct(9), scheme.partial[0].share) == (6, 0.5, 0.5)


def test_its_links_lead_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if not link.startswith("http")]
    headings = {
        "#" + re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
        for line in re.findall("^#+ (.*)", TEXT, re.MULTILINE)
    }
    assert links
    assert [link for link in links if link not in headings and not (samples.ROOT / "docs" / link).exists()] == []
    assert "docs/instructors.md" in (samples.ROOT / "README.md").read_text(encoding="utf-8")
