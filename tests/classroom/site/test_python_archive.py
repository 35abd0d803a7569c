"""The archive of all packages for Python in a page: what it holds, byte by byte."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from pathlib import Path

from kubeish.classroom.site import python_archive


def make_wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(folder / name, "w") as wheel:
        for member, data in members.items():
            wheel.writestr(member, data)


def read_back(archive: Path) -> dict[str, bytes]:
    """The files by their paths, as files.mjs finds them."""
    data = gzip.decompress(archive.read_bytes())
    at = 4 + int.from_bytes(data[:4], "little")
    found = {}
    for folder, files in json.loads(data[4:at]).items():
        for name, size in files:
            found[os.path.normpath(f"{folder}/{name}")] = data[at : at + size]
            at += size
    assert at == len(data)
    return found


def test_each_file_of_each_wheel_is_there_with_its_bytes(tmp_path: Path) -> None:
    first = {"a/__init__.py": b"", "a/b/c.py": b"1", "top.py": b"two", "a/d.py": "\u00e9".encode()}
    second = {"z.py": b"z", "a/b/e.txt": bytes(range(256)), "a-1.dist-info/METADATA": b"Name: a"}
    make_wheel(tmp_path, "a-1-py3-none-any.whl", first)
    make_wheel(tmp_path, "z-1-py3-none-any.whl", second)
    python_archive.write(tmp_path, tmp_path)
    assert read_back(tmp_path / python_archive.NAME) == first | second


def test_what_no_page_asks_for_is_left_out_and_the_terminal_is_a_stub(tmp_path: Path) -> None:
    unused = ["k/tests/test_k.py", "k.pth", "kubeish/_course/solutions/00.ipynb", "k-1.dist-info/RECORD"]
    unused += ["kubeish/_course/notebooks/00.ipynb", "anywidget/labextension/a.js", "anywidget/nbextension/index.js"]
    unused += ["pygments/lexers/ada.py", "prompt_toolkit/__init__.py", "wcwidth-0.6.0.dist-info/METADATA"]
    kept = ["k/__init__.py", "pygments/lexers/python.py", "kubeish/_course/course.toml"]
    kept += ["kubeish/_course/notebooks/zh_CN/messages.json"]  # by which a page speaks the notebook's language
    make_wheel(tmp_path, "k-1-py3-none-any.whl", dict.fromkeys([*unused, *kept, *python_archive.STUBS], b"x"))
    python_archive.write(tmp_path, tmp_path)
    found = read_back(tmp_path / python_archive.NAME)
    assert sorted(found) == sorted([*kept, *python_archive.STUBS])
    assert b"There is no terminal" in found["IPython/terminal/embed.py"]


def test_the_same_wheels_make_the_same_bytes(tmp_path: Path) -> None:
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        make_wheel(folder, "a-1-py3-none-any.whl", {"a.py": b"a", "b/c.py": b"c"})
        python_archive.write(folder, folder)
    one, two = (tmp_path / name / python_archive.NAME for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
