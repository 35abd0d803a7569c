"""Settings of a grading run that decide marks, sent to the workers and part of a mark's key."""

from __future__ import annotations

from dataclasses import dataclass, field

from kubeish.classroom.grading.sandbox.guest.limits import Limits


@dataclass(frozen=True)
class Bounds:
    """``seconds``: how long an answer may take to reply, in all. ``seed`` of random questions.

    What others have of a busy machine's processor counts for nobody.

    The seed never enters the sandbox.
    """

    seconds: float = 10.0
    seed: int = 0

    @property
    def examination_seconds(self) -> float:
        """How long the check's own work on an answer may take, of the processor's time."""
        return 2 * self.seconds

    @property
    def process_limits(self) -> Limits:
        """Resource limits of the process. No answer needs a second process."""
        return Limits(int(self.seconds) + 1, 512 << 20, 0, 256, 16 << 20, 32 << 20, 1 << 30)


@dataclass(frozen=True)
class Settings:
    """``sandbox``: run answers in one. ``nbval``: run the notebooks too. ``packages`` that answers may import."""

    bounds: Bounds = field(default_factory=Bounds)
    sandbox: bool = True
    nbval: bool = True
    packages: tuple[str, ...] = ()
