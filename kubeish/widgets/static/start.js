// The last file: draw every figure on the page whose kind this module knows.

for (const root of document.querySelectorAll(".kubeish-figure:not([data-alive])")) {
  const told = root.querySelector(':scope > script[type="application/json"]');
  if (!told) continue; // a notebook that is not trusted yet has lost its scripts, and another may stand on the same page
  const data = JSON.parse(told.textContent);
  if (!kinds[data.kind]) continue;
  root.dataset.alive = "";
  Object.assign(texts, data.texts);
  const drawn = kinds[data.kind](data, root);
  if (drawn) root.replaceChildren(root.querySelector(":scope > style"), ...drawn);
}
