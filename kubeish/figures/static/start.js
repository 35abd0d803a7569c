// The last file: bring to life every figure on the page that this module knows how to draw.

for (const root of document.querySelectorAll(".kubeish-figure:not([data-alive])")) {
  const told = root.querySelector('script[type="application/json"]');
  if (!told) continue; // a notebook that is not trusted yet has lost its scripts, and another may stand on the same page
  const data = JSON.parse(told.textContent);
  if (!kinds[data.kind]) continue;
  root.dataset.alive = "";
  const style = root.querySelector("style");
  root.replaceChildren(style, ...kinds[data.kind](data));
}
