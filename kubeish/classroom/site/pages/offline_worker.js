// In front of JupyterLite's service worker: what was loaded once is there without a network. With one, the newest is taken.
const KEPT = "kubeish-kept";
const keyOf = (address) => address.split(/[?#]/)[0];

const keep = async (request, answer) => {
  if (answer.ok && answer.type === "basic") await (await caches.open(KEPT)).put(keyOf(request.url), answer.clone()).catch(() => {});
  return answer;
};

// Python's folders are named by what is in them: what is kept of them is never old.
const NEVER_CHANGES = /\/static\/(python\/[0-9a-f]{12}|pyodide\/[0-9.]+)\//;
const fromKeptFirst = async (request) => (await (await caches.open(KEPT)).match(keyOf(request.url))) ?? keep(request, await fetch(request));

const fromKept = async (request, error) => {
  const found = await (await caches.open(KEPT)).match(keyOf(request.url));
  if (!found) throw error;
  return found;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const asksPython = /\/api\/(drive|stdin|service-worker)/.test(url.pathname);
  if (request.method !== "GET" || url.origin !== location.origin || asksPython) return;
  event.stopImmediatePropagation();
  if (NEVER_CHANGES.test(url.pathname)) return event.respondWith(fromKeptFirst(request));
  event.respondWith(fetch(request).then((answer) => keep(request, answer), (error) => fromKept(request, error)));
});
