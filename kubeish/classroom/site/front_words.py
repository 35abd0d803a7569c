"""Words of the front page. Its title and its description are shown by other sites too."""

from __future__ import annotations

from markupsafe import Markup

from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site.urls import CourseUrls
from kubeish.wording import say, show

TITLE = say("kubeish: lose a pod, fix it, know that it is fixed")
WORDS = {
    "title": TITLE,
    "picture": say("Two schedulers read one list, both write it back, and a pod is lost."),
    "happened": say("Two programs read one list, both write it back, and a pod is gone."),
    "course": say(
        "kubeish is a free course in ten lessons. You need Python, and no Kubernetes. A check counts every order in "
        "which the requests can arrive."
    ),
    "run": say("Run it here"),
    "private": say("Python runs in this page. There is nothing to install, and nothing is sent anywhere."),
    "wide": say("A wide screen and a keyboard are wanted."),
    "file": say("This page was opened as a file, and a file cannot run Python. Serve the folder, or read the course."),
    "read": say("Read it"),
    "phone": say(
        "All lessons with their pictures, which you can step through. It works on a phone, and without a network."
    ),
    "own": say("On your machine"),
    "licences": say("Code: Apache-2.0. Lessons: CC BY 4.0."),
    "light": say("Light"),
    "dark": say("Dark"),
}


def show_words(addresses: CourseUrls, language: str) -> dict[str, str]:
    """All words in ``language``, which is spoken now. What has marks of HTML in it is safe to show."""
    lead = say(
        "That happened in Kubernetes in the summer of 2014. Lose the update yourself: press {first} and {second} in "
        "an order of your choice.",
        first=_mark("b", say("Step {name}", name="A")),
        second=_mark("b", say("Step {name}", name="B")),
    )
    fix = say("Then fix it, and {know} that it is fixed.", know=_mark("em", say("know")))
    lab = "make lab" if language == ENGLISH else f"make lab LANGUAGE={language}"
    clone, make = (_mark("code", text) for text in (f"git clone {addresses.repository}", lab))
    start = (
        say("With a real etcd. In a copy of the repository: {make}. It needs Python 3.11.", make=make)
        if addresses.is_placeholder
        else say("With a real etcd: {clone}, then {make}.", clone=clone, make=make)
    )
    marked = {"lead": lead, "fix": fix, "start": start}
    return {key: show(text) for key, text in WORDS.items()} | {key: Markup(show(text)) for key, text in marked.items()}


def _mark(tag: str, text: str) -> str:
    """``text`` in the language that is spoken now, between marks of HTML."""
    return str(Markup(f"<{tag}>{{}}</{tag}>").format(show(text)))
