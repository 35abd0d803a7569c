"""How long a class of strangers takes: by `kubeish grade`, with the run by nbval and without it.

    python benchmarks/mixed_class.py --learners 300 > benchmarks/results/mixed_class.txt

Each learner hands in two or three lessons, one after the other in the course, right or wrong by turns; each fourth one
as a zip. Some hand in the same, as learners do. ``busy``: seconds of the processor for each second by the clock, of the
two that there are: what is missing was waited for.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from grading import choose_mixed, grade
from machine import describe

sys.path.insert(0, str(Path(__file__).parents[1]))

from kubeish.classroom import course
from tests.grading import notebook_samples as samples

ROOT = Path(__file__).parents[1]


def write_class(folder: Path, many: int) -> tuple[int, int]:
    """The submissions of ``many`` learners. How many notebooks there are, and how many zips."""
    lessons = [lesson.name for lesson in course.load(ROOT).lessons]
    notebooks = zips = 0
    for number in range(many):
        # 2.4 notebooks for each learner, as in the class that was marked before.
        mine = [lessons[(number + place) % len(lessons)] for place in range(3 if number % 5 < 2 else 2)]
        files = {f"{lesson}.ipynb": samples.to_bytes(_fill_in(lesson, number)) for lesson in mine}
        notebooks += len(files)
        if number % 4 == 0:
            zips += 1
            (folder / f"learner{number:03}.zip").write_bytes(samples.make_zip(files))
            continue
        place = folder / f"learner{number:03}"
        place.mkdir(parents=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
    return notebooks, zips


def _fill_in(lesson: str, number: int) -> samples.Notebook:
    slugs = [exercise.slug for exercise in course.load(ROOT).find_lesson(lesson).exercises]
    return samples.fill_in(lesson, {slug: choose_mixed(slug, number // 10 + number % 10) for slug in slugs})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=300)
    options = parser.parse_args()
    print(f"Made by: python benchmarks/mixed_class.py --learners {options.learners}\n{describe()}\n")
    with tempfile.TemporaryDirectory(prefix="mixed-") as name:
        folder = Path(name) / "class"
        folder.mkdir()
        notebooks, zips = write_class(folder, options.learners)
        print(f"{options.learners} learners, {notebooks} notebooks, {zips} zips, two at a time\n")
        print("seconds  a notebook  processor   busy  memory of the grader's largest process, MB")
        for what, more in (("the marks alone", ["--no-nbval"]), ("with the nbval run", [])):
            cost = grade(folder, Path(name) / "report", "--jobs", "2", *more)
            print(
                f"{cost.wall:7.0f} {cost.wall / notebooks:11.3f} {cost.cpu:10.0f} {cost.cpu / cost.wall:6.2f} "
                f"{cost.memory:7.0f}   {what}",
                flush=True,
            )


if __name__ == "__main__":
    main()
