// Starts Python in a page from the memory of one that has started; JupyterLite takes this module for Pyodide's own.
import { writeFiles } from "./files.mjs";

const CORE = new URL("/* core */", import.meta.url).href;
const here = (name) => new URL(name, import.meta.url).href;
// Calls of functions work in another way on iOS, and the memory of the one is of no use to the other.
const { userAgent, platform, maxTouchPoints, language } = navigator;
const isIOS = /iPad|iPhone|iPod/.test(userAgent) || (platform === "MacIntel" && maxTouchPoints > 1);

// Every page has the same memory: what differs between two of them is set anew.
const AWAKE = `exec("""
import os, random, time
random.seed()
os.environ["LANG"] = "${(language ?? "C").replace("-", "_")}.UTF-8"
getattr(time, "tzset", int)()
""", {})`;

const unpack = async (name) => {
  const answer = await fetch(here(name));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return new Uint8Array(await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
};

const restore = async (load, options, memory) => {
  let api;
  const createPyodideModule = async (settings) => {
    const [{ default: create }, { length }] = await Promise.all([import(`${CORE}pyodide.asm.mjs`), memory]);
    const module = await create(settings);
    module.growMemory(length);
    api = module.API;
    return module;
  };
  const _snapshotDeserializer = (path) => path.reduce((object, name) => object[name], api.public_api);
  const python = await load({ ...options, createPyodideModule, _loadSnapshot: memory, _snapshotDeserializer });
  python.runPython(AWAKE);
  return python;
};

let said = {};
const start = async () => {
  const archive = unpack("files.bin.gz");
  const memory = isIOS ? Promise.reject(new Error("iOS")) : unpack("memory.bin.gz");
  memory.catch(() => {});
  const { loadPyodide: load } = await import(`${CORE}pyodide.mjs`);
  const options = {
    indexURL: CORE,
    stdLibURL: here("python_stdlib.zip"),
    lockFileURL: here("pyodide-lock.json"),
    stdout: (line) => said.stdout?.(line),
    stderr: (line) => said.stderr?.(line),
    fsInit: async (FS, { sitePackages }) => writeFiles(FS, sitePackages, await archive),
  };
  try {
    return await restore(load, options, memory);
  } catch (error) {
    console.info(`Python starts from its files: ${error.message}`);
    return await load(options);
  }
};

const started = start(); // before anybody asks: early.js has this module in a worker while JupyterLab still loads
started.catch(() => {});

export const loadPyodide = async ({ stdout, stderr, packages }) => {
  said = { stdout, stderr };
  const python = await started;
  for (const name of packages) python.loadedPackages[name] = "default channel";
  return python;
};
