"""What JupyterLab is told for the course, in `kubeish lab` and in the browser edition: both are told the same."""

from __future__ import annotations

import json
from pathlib import Path

from kubeish.classroom.cli import lab_command
from kubeish.classroom.site import jupyterlite

OURS = Path(lab_command.__file__).parent / "jupyter" / "labconfig" / "default_setting_overrides.json"
SHARED = ["docmanager-extension:plugin", "filebrowser-extension:browser", "apputils-extension:notification"]


def test_both_save_every_five_seconds_show_whole_names_and_no_news() -> None:
    lab = json.loads(OURS.read_text())
    assert sorted(lab) == sorted(f"@jupyterlab/{name}" for name in SHARED)
    assert lab == {name: jupyterlite.SETTINGS[name] for name in lab}
    assert lab["@jupyterlab/docmanager-extension:plugin"]["autosaveInterval"] == 5
    assert lab["@jupyterlab/filebrowser-extension:browser"]["showLastModifiedColumn"] is False
    assert lab["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_jupyterlab_knows_each_of_these_settings() -> None:
    from jupyterlab.commands import get_app_dir

    for plugin, values in json.loads(OURS.read_text()).items():
        package, _, name = plugin.partition(":")
        schema = json.loads((Path(get_app_dir()) / "schemas" / package / f"{name}.json").read_text())
        assert set(values) <= set(schema["properties"])
