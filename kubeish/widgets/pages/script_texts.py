"""Texts of a page's scripts: the templates of ``say("...")`` in JavaScript, and their translations."""

from __future__ import annotations

import json
import re

from kubeish.wording import Wording

_SAY = re.compile(r'\bsay\(("(?:[^"\\]|\\.)*")')


def find_texts(script: str) -> list[str]:
    """Each text that a script may show, once."""
    return list(dict.fromkeys(json.loads(found) for found in _SAY.findall(script)))


def translate_texts(script: str, words: Wording) -> dict[str, str]:
    """Those of its texts that the language of ``words`` has, by their English; none for English."""
    return {text: words[text] for text in find_texts(script) if text in words} if words else {}
