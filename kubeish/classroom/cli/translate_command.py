"""`kubeish translate update|check LANGUAGE`: the catalogues of a language, for authors and translators."""

from __future__ import annotations

import click

from kubeish.classroom import course
from kubeish.classroom.cli.worded_help import Group
from kubeish.classroom.shipped_notebooks import LANGUAGE
from kubeish.errors import CourseError


def _check_language(_context: click.Context, _parameter: click.Parameter, language: str) -> str:
    if not LANGUAGE.fullmatch(language):
        raise click.BadParameter(f"{language!r} is no language: write it as zh_CN or de.")
    return language


_language = click.argument("language", callback=_check_language)


@click.group(cls=Group)
def command() -> None:
    """Bring the catalogues of a language up to date, or check them. docs/translating.md says more."""


@command.command()
@_language
def update(language: str) -> None:
    """Put all texts of the course into locale/LANGUAGE; mark as fuzzy what has changed in English."""
    from kubeish.classroom.translating import catalogues, extraction

    root = course.find_root()
    for name, wanted in extraction.extract(root).items():
        path = catalogues.get_path(root, language, name)
        text = catalogues.to_text(catalogues.merge(catalogues.load(path, language), wanted, language))
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            click.echo(f"made {path.relative_to(root).as_posix()}")


@command.command()
@_language
def check(language: str) -> None:
    """Say what is missing, fuzzy or broken in locale/LANGUAGE, and fail if anything is."""
    from kubeish.classroom.translating import catalogues, coverage

    root = course.find_root()
    if language not in catalogues.find_languages(root):
        raise CourseError(f"There is no locale/{language} yet: `kubeish translate update {language}` makes it.")
    found = coverage.check(root, language)
    if found.problems:
        raise CourseError("\n".join([*found.problems, str(found)]))
    click.echo(str(found))
