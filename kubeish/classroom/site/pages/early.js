// In the browser edition: a lesson's Python starts at once, and not when JupyterLab is there and asks for it.
(() => {
  const Plain = window.Worker;
  if (crossOriginIsolated || !/[?&]path=[^&]*\.ipynb/.test(location.search)) return;
  let early = new Plain("/* worker */", { type: "module" });
  window.Worker = new Proxy(Plain, {
    construct(Plain, [address, options]) {
      if (!early || !String(address).includes("/comlink.worker.")) return new Plain(address, options);
      const found = early;
      early = null;
      return found;
    },
  });
})();
