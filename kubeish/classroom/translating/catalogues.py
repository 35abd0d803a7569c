"""Catalogues in gettext's PO format, by Babel: merged with new messages, written, and read."""

from __future__ import annotations

import difflib
import io
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import PoFileError, read_po, write_po

from kubeish.classroom.authoring.variants import Translations
from kubeish.classroom.translating.extraction import Message
from kubeish.errors import CourseError

WAS = "translated from: "
"""The beginning of the comment at a fuzzy message. Babel does not read gettext's own, `#|`."""
NEAR = 0.6
"""How alike two English texts are, from 0 to 1, for the one to take the translation of the other."""
LEFT_OUT = tuple(
    f'"{name}:'
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
"""Lines of a PO file's header that differ from day to day, or say nothing here."""


def find_languages(root: Path) -> list[str]:
    """The languages that the course in ``root`` is translated into: the folders of ``locale/``."""
    return sorted(path.name for path in (root / "locale").glob("*") if path.is_dir())


def get_path(root: Path, language: str, name: str) -> Path:
    """The PO file of a lesson, or of "course"."""
    return root / "locale" / language / f"{name}.po"


def load(path: Path, language: str) -> Catalog:
    """The catalogue in a file; an empty one if there is no such file. Raises CourseError."""
    if not path.exists():
        return _make_empty(language)
    try:
        with path.open("rb") as file:
            return read_po(file, locale=language, abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CourseError(f"{path} is not a PO file: {error}.") from None


def merge(old: Catalog, messages: Iterable[Message], language: str) -> Catalog:
    """A catalogue of exactly these messages, with the translations of ``old``.

    A message whose English has changed keeps its translation and is marked fuzzy. A comment says
    which English text was translated, until the mark is gone. A message in a new place takes the
    translation of one that is gone and says nearly the same.
    """
    wanted = list(messages)
    places = {message.context for message in wanted}
    earlier = {str(message.context): message for message in old if message.id}
    gone = {str(message.id): message for place, message in earlier.items() if place not in places}
    new = _make_empty(language)
    for message in wanted:
        near = [] if message.context in earlier else difflib.get_close_matches(message.text, gone, n=1, cutoff=NEAR)
        found = gone.pop(near[0]) if near else earlier.get(message.context)
        if found is None:
            new.add(message.text, "", context=message.context, locations=_locate(message))
        else:
            _carry_over(found, message, new)
    return new


def _carry_over(found: BabelMessage, message: Message, into: Catalog) -> None:
    """Add ``message`` with the translation that was ``found``, fuzzy if that is of another text."""
    is_fuzzy = found.fuzzy or (bool(found.string) and found.id != message.text)
    was = [comment for comment in found.user_comments if comment.startswith(WAS)]
    comments = [comment for comment in found.user_comments if comment not in was]
    if is_fuzzy:
        comments += was or [f"{WAS}{' '.join(str(found.id).split())}"]
    flags = ["fuzzy"] if is_fuzzy else []
    into.add(
        message.text,
        found.string,
        context=message.context,
        locations=_locate(message),
        flags=flags,
        user_comments=comments,
    )


def _locate(message: Message) -> list[tuple[str, int]]:
    """The module that says the message, for the translator; no line, which would change with each edit."""
    return [(message.place, 0)] if message.place else []


def to_text(catalog: Catalog) -> str:
    """The PO file of a catalogue: the same text for the same messages on any day."""
    file = io.BytesIO()
    write_po(file, catalog, width=0, include_lineno=False)
    lines = file.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(LEFT_OUT))


def read_translations(root: Path, language: str, name: str) -> Translations:
    """What may be shown of the catalogue of a lesson, or of another name: see ``find_shown``."""
    return find_shown(load(get_path(root, language, name), language))


def find_shown(catalog: Catalog) -> Translations:
    """What may be shown of a catalogue: neither fuzzy messages nor untranslated ones.

    By context and English text, so that a text whose English has changed is not found.
    """
    return {
        (message.context or "", str(message.id)): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def _make_empty(language: str) -> Catalog:
    comment = "# Made by `kubeish translate update`; a translator fills in each msgstr."
    return Catalog(language, header_comment=comment, fuzzy=False)
