// Runs pack.py, which lies beside this file, in Pyodide: node pack.mjs PYODIDE LOOSE PACKED, three folders.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, loose, packed] = process.argv.slice(2).map((folder) => resolve(folder) + "/");
const { loadPyodide } = await import(pathToFileURL(pyodide + "pyodide.mjs").href);
const python = await loadPyodide({ indexURL: pyodide });
for (const [place, root] of [["/loose", loose], ["/packed", packed]]) {
  python.FS.mkdir(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
python.runPython(readFileSync(new URL("pack.py", import.meta.url), "utf8"));
