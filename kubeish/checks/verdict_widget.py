"""VerdictCard: a verdict's page, tied to the kernel that has checked the answer."""

from __future__ import annotations

from collections.abc import Mapping

import traitlets

from kubeish.widgets.page_widget import PageWidget
from kubeish.widgets.pages import Page

from .verdict_card import ExerciseSetting


class VerdictCard(PageWidget):
    """``passed``: the slugs that are passed; ``rung``: the last hint that was opened, from 1."""

    passed = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rung = traitlets.Int(0).tag(sync=True)

    def __init__(self, page: Page, setting: ExerciseSetting) -> None:
        self.setting = setting
        super().__init__(page, passed=list(setting.find_passed() if setting.find_passed else ()))

    @traitlets.observe("rung")
    def _record(self, change: Mapping[str, int]) -> None:
        if self.setting.record_hint is not None:
            self.setting.record_hint(change["new"])
