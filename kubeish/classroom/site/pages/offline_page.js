// In the browser edition: keeps what this visit needs for a visit without a network, and says what is wrong where it cannot start.
(() => {
  const ALSO = /* files */ [];
  const PATIENCE = 40_000; // milliseconds; a slow telephone takes half of it
  const WORDS = /* words */ {};
  const root = new URL("..", location.href).href;
  const folder = (new URLSearchParams(location.search).get("path") ?? "").split("/")[0]; // a notebook lies in that of its language
  const language = folder in WORDS ? folder : "en";
  const words = WORDS[language];

  const tell = (sentence) => {
    const box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.id = "kubeish-notice";
    box.lang = words.lang;
    box.style = "position:fixed;inset:auto 16px 16px 16px;z-index:100000;padding:14px 18px;border-left:6px solid #d55e00;border-radius:8px;background:#fff;color:#1b1b1b;font:16px/1.5 system-ui,sans-serif;box-shadow:0 2px 16px #0006";
    const link = document.createElement("a");
    link.href = `${root}read/${language === "en" ? "" : `${language}/`}index.html`;
    link.textContent = words.read;
    link.style = "color:#0b57a0";
    const away = document.createElement("button");
    away.type = "button";
    away.textContent = words.close;
    away.style = "float:right;padding:4px 12px;font:inherit";
    away.onclick = () => box.remove();
    box.append(away, `${sentence} `, link);
    document.body.append(box);
  };

  const canStore = async () => {
    try {
      localStorage.setItem("kubeish-try", "1");
      localStorage.removeItem("kubeish-try");
      await new Promise((done, fail) => {
        const asked = indexedDB.open("kubeish-try");
        asked.onsuccess = () => (asked.result.close(), indexedDB.deleteDatabase("kubeish-try"), done());
        asked.onerror = fail;
      });
      return Boolean(navigator.serviceWorker);
    } catch {
      return false;
    }
  };

  const keepAll = async () => {
    await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.startsWith(root));
    const all = new Set([location.href, ...loaded, ...ALSO.map((file) => root + file)].map((name) => name.split(/[?#]/)[0]));
    const kept = await caches.open("kubeish-kept");
    for (const name of all) if (!/\/api\/(drive|stdin|service-worker)/.test(name) && !(await kept.match(name))) await kept.add(name).catch(() => {});
    const old = (await kept.keys()).filter(({ url }) => url.includes("/static/py") && !all.has(url)); // Python of an earlier site
    for (const request of old) await kept.delete(request);
    document.documentElement.dataset.kubeishKept = String(all.size);
  };

  const begin = async () => {
    if (!(await canStore())) return tell(words.nothingKept);
    const ready = () => document.querySelector(".jp-Notebook .jp-Cell");
    setTimeout(() => ready() || tell(words.slow), PATIENCE);
    const wait = setInterval(() => ready() && (clearInterval(wait), setTimeout(keepAll, 3000)), 1000);
  };
  addEventListener("DOMContentLoaded", begin);
})();
