// The last file: bring to life every figure on the page that this module knows how to draw.

for (const root of document.querySelectorAll(".kubeish-figure:not([data-alive])")) {
  const data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  if (!kinds[data.kind]) continue;
  root.dataset.alive = "";
  const style = root.querySelector("style");
  root.replaceChildren(style, ...kinds[data.kind](data));
}
