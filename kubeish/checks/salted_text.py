"""Texts with the hashes of another run of Python, which differ from run to run. Answer's side.

With the same seed a scheduler must choose the same tomorrow, and ``hash("db")`` is another then
(PYTHONHASHSEED). A check cannot start Python anew for code that lies in a notebook's kernel.
"""

from __future__ import annotations

from collections.abc import Callable


class SaltedText(str):
    """A text with another hash; equal to the text, and to those of the same salt in sets and dicts."""

    __slots__ = ("salt",)

    salt: int

    def __new__(cls, text: str, salt: int) -> SaltedText:
        made = super().__new__(cls, text)
        made.salt = salt
        return made

    def __hash__(self) -> int:
        return hash((self.salt, str(self)))

    __eq__ = str.__eq__

    def __reduce__(self) -> tuple[type[SaltedText], tuple[str, int]]:
        return SaltedText, (str(self), self.salt)


def hash_salted(salt: int) -> Callable[[object], int]:
    """``hash`` of another run of Python: numbers have the same hash, texts and bytes do not."""

    def salt_text(value: object) -> int:
        if isinstance(value, (str, bytes)):
            return hash((salt, value))
        if type(value) is tuple:
            return hash(tuple([salt_text(item) if isinstance(item, (str, bytes, tuple)) else item for item in value]))
        return hash(value)

    return salt_text
