"""The roster of a class: who is in it, by which names a submission is recognized, and who sent nothing."""

from __future__ import annotations

import csv
import fnmatch
import io
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kubeish.classroom.grading.reading.layouts import SubmissionFiles
from kubeish.classroom.grading.reading.learner_names import HandIn
from kubeish.classroom.grading.reading.notebook import to_utf8
from kubeish.errors import KubeishError

_COLUMNS = ("id", "name", "mail", "pattern", "submitted")
NOTHING = "handed in nothing"


class BadRoster(KubeishError):
    """The roster cannot be read, or a line has a mistake."""


@dataclass(frozen=True)
class RosterEntry:
    """A learner. ``pattern``: of the school's file or folder names; ``when``: POSIX time, 0 if unknown."""

    name: str
    id: str = ""
    mail: str = ""
    pattern: str = ""
    when: float = 0.0

    def matches(self, learner: str, hand_in: HandIn) -> bool:
        """Whether a submission is this learner's, by a pattern, a number, a mail address or the name."""
        if self.pattern:
            return any(fnmatch.fnmatch(text.casefold(), self.pattern.casefold()) for text in (hand_in.wrote, learner))
        known = {text.casefold() for text in (learner, hand_in.id, hand_in.mail) if text}
        if known & {text.casefold() for text in (self.id, self.mail, self.mail.partition("@")[0]) if text}:
            return True
        return _sort_letters(learner) == _sort_letters(self.name) or _join(learner) in _list_spellings(self.name)


def read_roster(path: Path) -> list[RosterEntry]:
    """The learners in a CSV file with a first line of ``id,name,mail,pattern``, of which ``name`` must be there.

    Raises BadRoster.
    """
    try:
        text = to_utf8(path.read_bytes()).decode()
    except OSError as error:
        raise BadRoster(f"{path} cannot be read: {error.strerror}. Name the CSV file of the class.") from None
    except UnicodeDecodeError:
        raise BadRoster(f"{path} is not text: wanted a CSV file, and not a spreadsheet.") from None
    rows = csv.DictReader(io.StringIO(text), dialect=_find_dialect(text))
    columns = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    if "name" not in columns:
        raise BadRoster(f"{path}: wanted a first line such as id,name,mail,pattern, and found {text[:60]!r}.")
    found = []
    for row in rows:
        values = {known: (row.get(columns.get(known, "")) or "").strip() for known in _COLUMNS}
        when = _parse_time(values.pop("submitted"), path, rows.line_num)
        if values["name"]:
            found.append(RosterEntry(**values, when=when))
    if not found:
        raise BadRoster(f"{path} names nobody: wanted a line for each learner below the first one.")
    return found


def apply_roster(learners: SubmissionFiles, roster: list[RosterEntry]) -> SubmissionFiles:
    """The submissions under the roster's names. Those of nobody on it keep theirs; both are noted."""
    found = SubmissionFiles()
    found.not_understood = learners.not_understood
    names = _make_unique_names(roster)
    for learner, entries in learners.items():
        hand_in = learners.identities[learner]
        entry = next((each for each in roster if each.matches(learner, hand_in)), None)
        name = names[entry] if entry else learner
        if entry:
            hand_in = replace(hand_in, id=hand_in.id or entry.id, mail=hand_in.mail or entry.mail)
            entries = [file.changed_at(entry.when) for file in entries] if entry.when else entries
        found.setdefault(name, []).extend(entries)
        found.identities.setdefault(name, hand_in)
        found.notes.setdefault(name, []).extend(learners.notes.get(learner, []))
        if not entry:
            found.note(name, "not on the roster")
    for entry in roster:
        if (name := names[entry]) not in found:
            found[name] = []
            found.identities[name] = HandIn(name, id=entry.id, mail=entry.mail)
            found.note(name, NOTHING)
    return found


def _make_unique_names(roster: list[RosterEntry]) -> dict[RosterEntry, str]:
    """The names; with the number or the mail address where two learners have the same."""
    names = [each.name for each in roster]
    return {
        each: f"{each.name} ({each.id or each.mail or place})" if names.count(each.name) > 1 else each.name
        for place, each in enumerate(roster)
    }


def _find_dialect(text: str) -> type[csv.Dialect]:
    """Commas, or what Excel writes in their place in some countries."""
    first = text.partition("\n")[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first.count)

    return Found


def _parse_time(text: str, path: Path, line: int) -> float:
    try:
        return datetime.fromisoformat(text).timestamp() if text else 0.0
    except ValueError:
        raise BadRoster(
            f"{path}, line {line}: wanted a time such as 2026-03-01T22:10:00, and found {text!r}."
        ) from None


def _list_words(name: str) -> list[str]:
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    return re.findall(r"\w+", plain.replace("_", " "))


def _sort_letters(name: str) -> list[str]:
    """The words of a name in any order: ``Lee, Ann`` is ``Ann Lee``."""
    return sorted(_list_words(name))


def _join(name: str) -> str:
    return "".join(_list_words(name))


def _list_spellings(name: str) -> set[str]:
    """The name without blanks, the family name first or last, as Canvas writes it."""
    words = _list_words(name)
    return {"".join(words[place:] + words[:place]) for place in range(len(words))}
