// In front of JupyterLite's service worker: what was loaded once is there without a network. With one, the newest is taken.
const KEPT = "kubeish-kept";
const keyOf = (address) => address.split(/[?#]/)[0];

const keep = async (request, answer) => {
  if (answer.ok && answer.type === "basic") await (await caches.open(KEPT)).put(keyOf(request.url), answer.clone()).catch(() => {});
  return answer;
};

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
  event.respondWith(fetch(request).then((answer) => keep(request, answer), (error) => fromKept(request, error)));
});
