"""Names of learners in what schools' systems write: folders and files of a download.

The forms are those that downloads have been seen in; docs/instructors.md names each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath


@dataclass(frozen=True)
class HandIn:
    """Who handed in a file. ``when``: POSIX time that the school wrote, 0 if none.

    ``attempt``: sorts the attempts of a learner, the latest last; empty where there is only one.
    ``own_name``: what the learner called the file, empty where the name is that of a folder.
    ``id``: the school's number or user name for the learner, and ``mail``; empty if it wrote none.
    ``wrote``: the name of the file or folder, which some schools want back.
    """

    learner: str
    when: float = 0.0
    attempt: str = ""
    late: bool = False
    own_name: str = ""
    id: str = ""
    mail: str = ""
    wrote: str = ""


_MOODLE = re.compile(r"(?P<who>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<own>.*)", re.DOTALL)
_CANVAS = re.compile(r"(?P<who>[^_]+)(?P<late>_LATE)?_(?P<id>\d{2,})_\d{2,}_(?P<own>.+)", re.DOTALL)
_BLACKBOARD = re.compile(
    r".+_(?P<who>[^_]+)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:[._](?P<own>.*))?", re.DOTALL
)
_BRIGHTSPACE = re.compile(
    r"\d+-\d+ ?- ?(?P<who>.+?) ?- ?(?P<time>(?:\w{3} \d{1,2}|\d{1,2} \w+), \d{4} \d{3,4} [AP]M)(?: ?- ?(?P<own>.+))?",
    re.DOTALL,
)
_NBGRADER = re.compile(
    r"(?P<who>[^+]+)\+[^+]+\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?)(?P<zone>[^+]*)(?:\+.*)?"
)
_FORMS = (_MOODLE, _BLACKBOARD, _BRIGHTSPACE, _NBGRADER, _CANVAS)
_TIMES = ("%Y-%m-%d-%H-%M-%S", "%b %d, %Y %I%M %p", "%d %B, %Y %I%M %p", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")

_SUFFIX = re.compile(
    r"(?:\.ipynb)?\.(?:txt|json|ipynb|py|md|myst|html?|pdf|docx?|odt|rtf|pages|png|jpe?g|7z|rar|zip|tgz|tar|gz|bz2|xz)$|\.tar\.(?:gz|bz2|xz)$",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?: ?\((?:\d+|copy|kopie)\)|(?: ?- ?| )(?:copy|kopie|copia|copie|副本) ?\d*|[ _-](?:v\d+|final))$", re.IGNORECASE
)
_TITLE = re.compile(r"[ _-]((?:hw|homework|assignment|lab|lesson|exercise|sheet|project|submission)[ _-]?\d*)$", re.I)
_EDGE = " -_.,"


def parse_hand_in(
    name: str, lessons: Iterable[str], is_file: bool, user_names: frozenset[str] = frozenset()
) -> HandIn | None:
    """Who handed in the file or folder called ``name``; None where no name is in it.

    ``user_names`` of learners, from Blackboard's receipts: one may have a ``_`` in it.
    """
    name = unicodedata.normalize("NFC", name)
    for form in _FORMS:
        if match := form.fullmatch(name):
            groups = match.groupdict()
            text = groups.get("time") or ""
            when = _parse_time(text, is_utc=form is _NBGRADER)
            late = bool(groups.get("late"))
            own = groups.get("own") or ""
            who = groups["who"].strip()
            if form is _BLACKBOARD:
                start = name.partition("_attempt_")[0]
                who = max((each for each in user_names if start.endswith(f"_{each}")), key=len, default=who)
            school_id = groups.get("id") or (who if form in (_BLACKBOARD, _NBGRADER) else "")
            attempt = f"{when:020.3f}" if text else ""
            return HandIn(who, when, attempt, late, own if is_file else "", school_id, wrote=name)
    said = _strip_to_learner(_strip_suffixes(name) if is_file else name, lessons) or ("" if is_file else name)
    return HandIn(said, wrote=name) if said else None


def is_of_canvas(name: str) -> bool:
    """Whether Canvas has called a file so."""
    form = next((form for form in _FORMS if form.fullmatch(name)), None)
    return form is _CANVAS


def _parse_time(text: str, is_utc: bool) -> float:
    for form in _TIMES:
        try:
            found = datetime.strptime(text, form)  # a school's own time, without a zone
        except ValueError:
            continue
        return (found.replace(tzinfo=UTC) if is_utc else found.astimezone()).timestamp()
    return 0.0


def _strip_suffixes(name: str) -> str:
    """A file's name without ``.ipynb`` and what browsers add to that, or another kind of document's suffix."""
    return _SUFFIX.sub("", name) or PurePosixPath(name).stem


def _strip_to_learner(text: str, lessons: Iterable[str]) -> str:
    """``text`` without a lesson's name and marks of versions: ``Copy of``, ``(1)``, ``-Copy1``, ``_v2``."""
    while (shorter := _VERSION.sub("", text).rstrip()) != text and shorter:
        text = shorter
    for lesson in lessons:
        # Another edition of the course may have the lesson under another number.
        number, rest = (r"\d\d", lesson[2:]) if re.match(r"\d\d_", lesson) else ("", lesson)
        text = re.sub(rf"(^|[-_ .]+){number}{re.escape(rest)}([-_ .]+|$)", " ", text)
    while (shorter := _VERSION.sub("", text).rstrip()) != text and shorter:
        text = shorter
    text = text.strip(_EDGE)
    without = re.sub(r"^(?:copy|kopie) (?:of|von) ?", "", text, flags=re.IGNORECASE).strip(_EDGE)
    return without or text


def find_common_title(names: Iterable[str]) -> str:
    """What all files call their work: ``hw`` of ``Ann Lee - hw``, ``hw4`` of ``ann_hw4``; or an empty text."""
    stems = [_VERSION.sub("", _strip_suffixes(name)) for name in names]
    if len(stems) < 2:
        return ""
    for parts in ({stem.rpartition(" - ")[2] for stem in stems}, {stem.partition(" - ")[0] for stem in stems}):
        if len(parts) == 1 and all(" - " in stem for stem in stems):
            return parts.pop()
    titles = {match[1] if (match := _TITLE.search(stem)) else "" for stem in stems}
    return titles.pop() if len(titles) == 1 else ""
