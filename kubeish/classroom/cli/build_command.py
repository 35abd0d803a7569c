"""`kubeish build`: write every file that is made by a program, or name those that differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kubeish.classroom import course
from kubeish.classroom.cli.worded_help import Command
from kubeish.classroom.course import Lesson
from kubeish.errors import CourseError, KubeishError

if TYPE_CHECKING:
    from kubeish.classroom.authoring.variants import Translations

Recipe = tuple[str, Callable[[], dict[Path, str]]]
"""What files are made from, as it is called in a message, and the function that makes them."""


@click.command(cls=Command)
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; say what differs, and fail if anything does.")
def command(lessons: tuple[str, ...], check: bool) -> None:
    """Make the notebooks of each of LESSONS from solutions/NN_name.md and the languages in locale/.

    With no LESSONS: all notebooks, the tables in README.md, and binder/requirements.txt.
    """
    from kubeish.classroom import generated_files
    from kubeish.classroom.authoring import build
    from kubeish.classroom.site import urls

    root = course.find_root()
    written, missing = build.select_lessons(root, lessons)
    _refuse_outside_a_checkout(root)
    requirement = urls.find_requirement(root)
    # The solutions in other languages show these messages, so they are written first.
    recipes: list[Recipe] = [
        ("locale/", partial(_make_messages, root)),
        *_list_recipes(root, written, requirement, check),
    ]
    problems: list[str] = []
    if not lessons:
        problems += build.find_orphans(root)
        recipes.append(("`kubeish build`", partial(generated_files.make_tables, root)))
    for recipe in recipes:
        problems += _follow(root, recipe, check)
    for lesson in missing:
        click.echo(f"{lesson.name} is not written yet: there is no solutions/{lesson.name}.md.")
    if problems:
        raise CourseError("\n".join(problems) + (f"\nRun: kubeish build {' '.join(lessons)}".rstrip() if check else ""))
    if requirement and not (lessons or check):
        _propose_address(root)
    click.echo(f"What their sources make: {len(written)} of {len(written) + len(missing)} lessons.{_find_lack()}")


def _find_lack() -> str:
    """A sentence where there is no etcd, since the notebooks then are not made anew in whole; else empty."""
    from kubeish.etcd.cluster.binary import find_etcd
    from kubeish.etcd.cluster.errors import EtcdNotInstalled

    try:
        find_etcd()
    except EtcdNotInstalled:
        return " There is no etcd here: what cells show on one was taken from the last build."
    return ""


def _follow(root: Path, recipe: Recipe, check: bool) -> list[str]:
    """Write what a recipe makes, or with ``check`` compare it; a sentence for each problem."""
    from kubeish.classroom import generated_files

    source, make = recipe
    try:
        if check:
            return generated_files.find_differences(root, make(), source)
        for path in generated_files.write(root, make()):
            click.echo(f"made {path.as_posix()}")
    except KubeishError as error:
        return [str(error)]
    return []


def _list_recipes(root: Path, lessons: list[Lesson], requirement: str, check: bool) -> list[Recipe]:
    """What makes the notebooks of each lesson."""
    from kubeish.classroom.authoring import build

    def make(lesson: Lesson) -> dict[Path, str]:
        return build.make(root, lesson, requirement, _read_languages(root, lesson.name), run_languages=not check)

    return [(f"solutions/{each.name}.md", partial(make, each)) for each in lessons]


def _read_languages(root: Path, name: str) -> dict[str, Translations]:
    """The prose of a lesson in each language that it has a catalogue in."""
    if not (root / "locale").is_dir():
        return {}
    from kubeish.classroom.translating import catalogues

    languages = catalogues.find_languages(root)
    return {language: catalogues.read_translations(root, language, name) for language in languages}


def _make_messages(root: Path) -> dict[Path, str]:
    if not (root / "locale").is_dir():
        return {}
    from kubeish.classroom.translating import shown_messages

    return shown_messages.make(root)


def _refuse_outside_a_checkout(root: Path) -> None:
    if not any((root / "solutions").glob("*.md")) and not (root / "pyproject.toml").exists():
        raise CourseError(
            f"There is no source of a lesson in {root / 'solutions'}: notebooks are made in a checkout of the course, "
            "or in the folder that KUBEISH_COURSE names."
        )


def _propose_address(root: Path) -> None:
    from kubeish.classroom.site import urls

    proposal = urls.propose_repository(root)
    if proposal and urls.load(root).is_placeholder:
        click.echo(f"[project.urls] of pyproject.toml names no owner yet; the git remote is {proposal}.")
