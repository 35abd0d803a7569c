"""Chromium: where it is, and how it is started without any request to the network."""

from __future__ import annotations

import os
import shutil
from typing import Any

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome; None where there is none. KUBEISH_CHROMIUM names one of your own."""
    named = os.environ.get("KUBEISH_CHROMIUM")
    programs = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, programs)), None)


def launch(playwright: Any) -> Any:
    """A running browser without a window."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
