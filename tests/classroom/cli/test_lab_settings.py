"""What JupyterLab is told for the course, in `kubeish lab` and in the browser edition: both are told the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubeish.classroom import course, shipped_notebooks
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


@pytest.mark.parametrize("is_installed", [True, False])
def test_menus_are_in_the_language_of_the_notebooks_where_jupyterlab_has_its_package(
    is_installed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_server.services.config.manager import ConfigManager
    from jupyterlab.commands import get_app_dir

    name = course.load().lessons[0]
    text = shipped_notebooks.find_shipped(name, "zh_CN").read_text(encoding="utf-8")
    (tmp_path / f"{name.name}.ipynb").write_text(text, encoding="utf-8")
    packs = {"jupyterlab_language_pack_zh_CN": True} if is_installed else {}
    monkeypatch.setattr("importlib.util.find_spec", packs.get)
    folders = [*lab_command.write_locale(tmp_path), OURS.parents[1]]
    manager = ConfigManager(read_config_path=[str(folder / "labconfig") for folder in folders])
    merged = manager.get("default_setting_overrides")
    plugin = "@jupyterlab/translation-extension:plugin"
    assert merged.get(plugin) == ({"locale": "zh_CN"} if is_installed else None)
    assert merged["@jupyterlab/docmanager-extension:plugin"]["autosaveInterval"] == 5
    package, _, schema = plugin.partition(":")
    known = json.loads((Path(get_app_dir()) / "schemas" / package / f"{schema}.json").read_text())
    assert "locale" in known["properties"]
