// Starts Python as a page would, and keeps its memory: node snapshot.mjs PYODIDE FOLDER, where FOLDER has the files for a page.
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { writeFiles } from "./files.mjs";

const [pyodide, folder] = process.argv.slice(2).map((place) => resolve(place) + "/");
process.on("uncaughtException", (error) => {
  const lines = `${error.message}\n${error.stack}`.split("\n").filter((line) => line.length < 300); // Pyodide is one long line
  console.error([...new Set(lines)].join("\n"));
  process.exit(1);
});
const { loadPyodide } = await import(pathToFileURL(pyodide + "pyodide.mjs").href);
const archive = new Uint8Array(gunzipSync(readFileSync(folder + "files.bin.gz")));

// Twice: a Python that has compiled modules leaves more behind than one that finds them compiled, and each page would load that.
const compiled = JSON.parse((await start([])).runPython(read("compiled.py")));
const python = await start(compiled);
clearFreeMemory(python._module);
for (const name of Object.keys(python.loadedPackages)) delete python.loadedPackages[name]; // start.mjs names them
// What Python holds of Pyodide is kept as a path, by which start.mjs finds it again.
const paths = new Map([[python, []], ...own(python._api, ["_api"]), ...own(python, [])]);
const serializer = (object) => {
  if (!paths.has(object)) throw new Error(`Python holds something that a page cannot find again: ${String(object).slice(0, 200)}`);
  return paths.get(object);
};
writeFileSync(folder + "memory.bin.gz", gzipSync(python.makeMemorySnapshot({ serializer }), { level: 9 }));

async function start(compiled) {
  const python = await loadPyodide({
    indexURL: pyodide,
    stdLibURL: folder + "python_stdlib.zip",
    lockFileURL: folder + "pyodide-lock.json",
    env: { PYTHONHASHSEED: "0" }, // the same files make the same memory
    fsInit: (FS, { sitePackages }) => {
      writeFiles(FS, sitePackages, archive);
      for (const [path, code] of compiled) {
        FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
        FS.writeFile(path, Buffer.from(code, "base64"));
      }
    },
    _makeSnapshot: true,
  });
  python.runPython(`exec(${JSON.stringify(read("started.py"))}, {})`); // in names of its own, not in those of a learner
  return python;
}

function read(name) {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

function own(object, path) {
  return Object.getOwnPropertyNames(object).map((name) => [object[name], [...path, name]]).filter(([value]) => typeof value === "function");
}

// What is free has the bytes of what was there, and they would be a part of each page's download.
function clearFreeMemory(module) {
  const place = module._emscripten_get_sbrk_ptr() >>> 2;
  const taken = [];
  for (let size = 1 << 20, end = module.HEAPU32[place]; size >= 32; size >>= 1) {
    for (;;) {
      const block = module._malloc(size);
      taken.push(block);
      if (module.HEAPU32[place] !== end) break; // nothing of this size was free
      module.HEAPU8.fill(0, block, block + size);
    }
    end = module.HEAPU32[place];
  }
  taken.forEach((block) => module._free(block));
}
