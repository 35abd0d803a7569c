"""Notebooks as programs save them: Colab, VS Code, Kaggle, Deepnote, nbstripout, jupytext; and in other encodings."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from typing import Any

from kubeish.classroom import notebooks
from tests.grading import notebook_samples as samples
from tests.grading.formats import BLANK, NB, RIGHT, Case, Files, N, P, U

Change = Callable[[samples.Notebook], samples.Notebook]


def save_by_vs_code(notebook: samples.Notebook) -> samples.Notebook:
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "0"}}
    return notebook


def save_by_kaggle(notebook: samples.Notebook) -> samples.Notebook:
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"_uuid": f"{number:040x}", "trusted": True}
    return samples.drop_ids(notebook)


def save_by_deepnote(notebook: samples.Notebook) -> samples.Notebook:
    for number, cell in enumerate(samples.drop_ids_and_metadata(notebook)["cells"]):
        cell["metadata"] = {"cell_id": f"{number:032x}", "deepnote_cell_type": cell["cell_type"]}
    return notebook


PROGRAMS: dict[str, Change] = {
    "colab": samples.save_by_colab,
    "vs code": save_by_vs_code,
    "kaggle": save_by_kaggle,
    "deepnote": save_by_deepnote,
    "nbformat 3": samples.save_as_of_2014,
    "nbstripout, no ids": samples.drop_ids_and_metadata,
}


def list_programs() -> Iterator[Case]:
    for name, change in PROGRAMS.items():
        data = samples.to_bytes(change(json.loads(RIGHT)))
        yield name, {f"ann/{NB}": data}, {"ann": P}
        yield f"{name}, file renamed", {"ann/work.ipynb": data}, {"ann": P}


def recode(change: Callable[[str], bytes]) -> Files:
    return {f"ann/{NB}": change(RIGHT.decode())}


def write_percent() -> bytes:
    text = "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n"
    for cell in json.loads(RIGHT)["cells"]:
        lines = notebooks.get_source(cell).splitlines()
        is_code = cell["cell_type"] == "code"
        text += "\n# %%" + ("\n" if is_code else " [markdown]\n")
        text += "".join(f"{line}\n" if is_code else f"# {line}\n" for line in lines)
    return text.encode()


def write_myst() -> bytes:
    text = "---\nkernelspec:\n  name: python3\n---\n"
    for cell in json.loads(RIGHT)["cells"]:
        source = notebooks.get_source(cell)
        text += f"\n```{{code-cell}}\n:tags: [x]\n\n{source}\n```\n" if cell["cell_type"] == "code" else f"\n{source}\n"
    return text.encode()


def write_script() -> bytes:
    """nbconvert --to script, and the marks of cells lost."""
    cells = (cell for cell in json.loads(RIGHT)["cells"] if cell["cell_type"] == "code")
    return "\n\n".join(notebooks.get_source(cell) for cell in cells).encode()


def make_tar() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        member = tarfile.TarInfo("work/x.ipynb")
        member.size = len(RIGHT)
        tar.addfile(member, io.BytesIO(RIGHT))
    return data.getvalue()


def add_output(output: Any, metadata: Any = None) -> Files:
    notebook = json.loads(RIGHT)
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["outputs"] = [output]
    return {f"ann/{NB}": samples.to_bytes({**notebook, "metadata": {**notebook["metadata"], **(metadata or {})}})}


def add_strange_metadata() -> Files:
    notebook = json.loads(RIGHT)
    notebook["cells"][0]["attachments"] = {"../../etc/<b>.png": {"image/png": "x"}}
    notebook["metadata"] |= {"x": float("nan"), "y": float("inf"), "kernelspec": {"name": "$(rm -rf .)"}}
    return {f"ann/{NB}": samples.to_bytes(notebook)}


PLOT = {"application/vnd.plotly.v1+json": {"x": list(range(200_000)), "y": list(range(200_000))}}
WIDGETS = {"application/vnd.jupyter.widget-state+json": {"state": {f"{n}": {"a": [1, 2, 3]} for n in range(60_000)}}}
FLAT = {"bob.ipynb": BLANK, "README.md": b"# The class\n\n```python\nx\n```"}

CASES: list[Case] = [
    *list_programs(),
    ("UTF-16", recode(lambda text: text.encode("utf-16")), {"ann": P}),
    (
        "Latin-1 in it",
        recode(lambda text: text.replace("class StringSet", "# \xe9\\nclass StringSet", 1).encode("latin-1")),
        {"ann": P},
    ),
    ("CRLF and BOM", recode(lambda text: text.replace("\n", "\r\n").encode("utf-8-sig")), {"ann": P}),
    *((f"x{suffix}", {f"ann/x{suffix}": RIGHT}, {"ann": P}) for suffix in (".ipynb.txt", ".ipynb.json", ".IPYNB")),
    ("jupytext .py", {"ann/x.py": write_percent()}, {"ann": P}),
    ("jupytext .py, flat", {"ann.py": write_percent(), **FLAT}, {"ann": P, "bob": N}),
    ("a script without cells", {"ann/x.py": write_script()}, {"ann": P}),
    ("jupytext .md", {"ann/x.md": write_myst()}, {"ann": P}),
    ("jupytext .md, flat", {"ann.md": write_myst(), **FLAT}, {"ann": P, "bob": N}),
    ("a module beside a notebook", {f"ann/{NB}": BLANK, "ann/x.py": write_script()}, {"ann": N}),
    ("tar.gz", {"ann/x.tar.gz": make_tar()}, {"ann": P}),
    ("tar.gz, flat", {"ann.tgz": make_tar(), "bob.ipynb": BLANK}, {"ann": P, "bob": N}),
    ("a tar that is none", {"ann.tar.gz": b"\x1f\x8bno", "bob.ipynb": BLANK}, {"ann": U, "bob": N}),
    *(
        (f"{kind}, flat", {f"ann.{kind}": b"%PDF", **FLAT}, {"ann": U, "bob": N})
        for kind in ("7z", "pdf", "html", "docx")
    ),
    ("HTML", {"ann/x.html": b"<html>"}, {"ann": U}),
    (
        "20 MB of output",
        add_output({"output_type": "stream", "name": "stdout", "text": ["x" * 2_000_000] * 10}),
        {"ann": P},
    ),
    ("a plot of 200,000 points", add_output({"output_type": "display_data", "data": PLOT}), {"ann": P}),
    ("the state of widgets", add_output({}, {"widgets": WIDGETS}), {"ann": P}),
    ("strange metadata", add_strange_metadata(), {"ann": P}),
]
