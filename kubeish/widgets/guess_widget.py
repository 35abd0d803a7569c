"""GuessCard: the question of ``predict``, tied to the kernel in which the answer is revealed."""

from __future__ import annotations

import traitlets

from .page_widget import PageWidget


class GuessCard(PageWidget):
    """``picked``: the choice that was made; "" if there is none yet."""

    picked = traitlets.Unicode("").tag(sync=True)
