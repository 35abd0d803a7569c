"""`kubeish build`: make the notebooks from their sources, or say which are not what their source makes."""

from __future__ import annotations

import click

from kubeish import course
from kubeish.errors import CourseError


@click.command()
@click.argument("lessons", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; say what differs, and fail if anything does.")
def command(lessons: tuple[str, ...], check: bool) -> None:
    """Make both notebooks of each of LESSONS (all) from solutions/NN_name.md."""
    from kubeish.authoring import build

    root = course.root()
    there, missing = build.written_lessons(root, lessons)
    slips = [] if lessons else build.strays(root)
    for lesson in there:
        try:
            slips += build.differences(root, lesson) if check else _write(lesson)
        except CourseError as error:
            slips.append(str(error))
    for name in missing:
        click.echo(f"{name} is not written yet: there is no solutions/{name}.md.")
    if slips:
        again = f"\nRun: kubeish build {' '.join(lessons)}".rstrip() if check else ""
        raise CourseError("\n".join(slips) + again)
    click.echo(f"What their sources make: {len(there)} of {len(there) + len(missing)} lessons.")


def _write(lesson: course.Lesson) -> list[str]:
    from kubeish.authoring import build

    for path in build.write(course.root(), lesson):
        click.echo(f"made {path.as_posix()}")
    return []
