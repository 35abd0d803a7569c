"""A course of two lessons, one of them not written yet, for tests of what handles courses."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubeish.classroom import course
from kubeish.classroom.authoring import source, variants

COURSE = """
[[lessons]]
name = "00_hello"
title = "Hello"
minutes = 5
objective = "You will shout."

[[lessons.exercises]]
slug = "shout"
title = "Shout"
objective = "It shouts."
points = 1
minutes = 2
hints = ["Where?", "What?", "Nearly."]

[[lessons.exercises]]
slug = "a-box"
title = "A box"
objective = "It keeps a thing."
points = 2
minutes = 2
names = ["Box"]
hints = ["Look.", "Think.", "Write."]

[[lessons]]
name = "01_bye"
title = "Bye"
minutes = 5
objective = "You will say bye."
"""

HELLO = '''> **Hello** · 5 minutes · You will shout.

```{code-cell}
import os
TODO = "TODO"
def check(slug, answer):
    if answer in (TODO, None):
        assert os.environ.get("KUBEISH_GRADE") != "1", f"{slug} · not attempted yet"
        return print(f"{slug} · not attempted yet")
    print(f"{slug} · {answer}")
```

The exercise: make it *loud*.

```{code-cell}
:slug: shout
:tags: [exercise]

def shout(text):
    """TEXT for text."""
    ### BEGIN SOLUTION
    #| return TODO  # one line
    return text.upper()
    ### END SOLUTION
```

```{code-cell}
check("shout", shout("hello"))
```

And a box to keep it in.

+++ {"slug": "why-a-box"}

Boxes keep things.

```{code-cell}
:slug: a-box
:tags: [exercise]

class Box:
    ### BEGIN SOLUTION
    #| thing = None  # TODO
    thing = "loud"
    ### END SOLUTION
```

```{code-cell}
check("a-box", Box.thing)
```
'''


def lay_out(root: Path, hello: str = HELLO, course: str = COURSE) -> Path:
    """The course as its author leaves it: course.toml and one source, nothing built."""
    (root / "solutions").mkdir(parents=True)
    (root / "course.toml").write_text(course)
    (root / "solutions" / "00_hello.md").write_text(hello)
    return root


def ship(root: Path, hello: str) -> None:
    """Build the learner's notebook of the tiny course, without running the solution."""
    lesson = course.load(root).find_lesson("00")
    notebook = variants.make_exercises(source.read(hello, lesson), lesson.name)
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "notebooks" / "00_hello.ipynb").write_text(variants.to_text(notebook))


def of_a_learner(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The course laid out in ``root`` and shipped, and from now on the one that is meant; progress lies beside it."""
    lay_out(root)
    ship(root, HELLO)
    monkeypatch.setenv("KUBEISH_COURSE", str(root))
    monkeypatch.delenv("KUBEISH_PROGRESS")
    return root
