"""English words that are left in a Chinese verdict: what is neither code, nor a name, nor an error's own text."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kubeish.checks import Verdict, draw

WORDS: dict[str, str] = json.loads(
    (Path(__file__).parents[2] / "notebooks" / "zh_CN" / "messages.json").read_text(encoding="utf-8")
)
CODE = (
    r"`[^`]*`",
    r"from kubeish import hint; hint\(\"[\w-]+\"\)",
    r"停止：[^，。；）\n]*",  # what an error says that stopped a client
    r"\b[A-Z]\w+(?: \d+)?[：:][^，。；）\n]*",  # an error, and what it says: Python's words, or the answer's own
    r"b?'(?:[^'\\\n]|\\.)*'|b?\"(?:[^\"\\\n]|\\.)*\"",  # the repr of a value
    r"<[^>\n]*>",  # the repr of an object
    r"[\w.-]*/[^，。：；、）\n]*",  # a key of the store
    r"\[[^\]]*\]|\{[^}]*\}",  # a value of the store
    r"\\n|\\x[0-9a-f]{2}",  # a line break in a value, a byte that is no text
    r"[\w.-]*(?:\.\w|[_\d=(%])[\w.=(%-]*",  # a name with a dot, an underscore or a number in it; the start of a call
)
"""What is code in a verdict, in the order in which it is taken out."""
NAMES = {
    *"Pod Python JSON EtcdError None True False kubelet list set get put id".split(),
    *"schedule update random obj key name value index machine pod pods manifests manifest registry".split(),
    *"insert delete has sort shuffle pop append step finish start pods yield async coroutine api hosts object".split(),
    *"HonestFake FakeEtcdClient RequestRefused StringSet NoMachines PodExists claims false true null failed".split(),
    *"number labels xff ap qu".split(),  # in a pair of line numbers, and at the end of a long value
    *"web db cache mail log DB sidecar nowhere runs del race generator hare".split(),
    *"containers image ports env MODE port lock".split(),
}
"""Names of the API and of the exercises, and of the pods and machines in them."""
_LATIN = re.compile("[A-Za-z]{2,}")
_DRAWN = set(_LATIN.findall(" ".join((*draw._STEMS, *draw._MACHINES, *draw._KEY_PARTS))))
_CLASS = re.compile(r"[A-Z]\w+(Error|Scheduler|Exit)")


def find_english(verdict: Verdict) -> list[str]:
    """The English words in the Chinese text of ``verdict``, without its slug."""
    return find_words(verdict.word(WORDS).partition(" · ")[2])


def find_words(text: str) -> list[str]:
    """The English words in a Chinese text. Its lines are put together again where they were wrapped."""
    text = re.sub(r"\n {9}(?=\S)", " ", text)
    for pattern in CODE:
        text = re.sub(pattern, " ", text, flags=re.ASCII)
    return [found for found in _LATIN.findall(text) if found not in NAMES | _DRAWN and not _CLASS.fullmatch(found)]
