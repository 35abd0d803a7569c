"""Gates of one message, for every language: what a translation must keep of the English text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
PLACEHOLDER = re.compile(r"\{\w*(?:![rs])?(?::[^{}]*)?\}")
NUMBER = re.compile(r"\d+")
MONTHS = "January February March April May June July August September October November December".split()
DATE = re.compile(rf"(\d\d? )?\b({'|'.join(MONTHS)})\b( \d)?")
BLOCK = re.compile(r"\s*(#+ |[-*+] |\d+\. |\||> |```|$)")


def find_problems(english: str, translation: str) -> Iterator[str]:
    """A sentence for each thing that the translation lost, added or changed."""
    yield from _compare("inline code", CODE.findall(english), CODE.findall(translation))
    yield from _compare("links", LINK.findall(english), LINK.findall(translation))
    yield from _compare("placeholders", _find_placeholders(english), _find_placeholders(translation))
    yield from _compare("numbers", _find_numbers(english), _find_numbers(translation))
    if _list_blocks(english) != _list_blocks(translation):
        yield "its headings, lists, tables and paragraphs are not those of the English, line by line"


def strip_code(text: str) -> str:
    """The text without inline code and without the addresses of links."""
    return LINK.sub("]", CODE.sub("``", text))


def _compare(what: str, wanted: list[str], found: list[str]) -> Iterator[str]:
    lost, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if lost or extra:
        parts = [
            f"{name} {', '.join(sorted(each.elements()))}" for name, each in (("lost", lost), ("new", extra)) if each
        ]
        yield f"its {what} differ from the English: {'; '.join(parts)}"


def _find_placeholders(text: str) -> list[str]:
    return PLACEHOLDER.findall(CODE.sub("", text))


def _find_numbers(text: str) -> list[str]:
    """The numbers outside of code, a month by its number: a date is written in digits elsewhere."""
    return NUMBER.findall(DATE.sub(_number_month, strip_code(text)))


def _number_month(found: re.Match[str]) -> str:
    """A month beside a number is a date. "May" alone is a verb."""
    day, month, year = found.groups()
    if month == "May" and not (day or year):
        return found[0]
    return f"{day or ''}{MONTHS.index(month) + 1}{year or ''}"


def _list_blocks(text: str) -> list[str]:
    """What each line begins with: a heading, an item, a row, or nothing."""
    return [found[1].strip() if (found := BLOCK.match(line)) else "text" for line in text.splitlines()]
