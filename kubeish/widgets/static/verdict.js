// The card of a verdict is whole without a script. Here it learns from Python what else is passed, and tells of hints.

// Jupyter follows the link itself, to the cell of that id. A page of the reading edition has its own addresses.
const follow = (link) => {
  if (document.querySelector(".jp-NotebookPanel")) return;
  const [file, place] = link.getAttribute("href").split("#cell-id=");
  if (place === undefined) return; // the reading edition has put its own address there
  link.href = document.getElementById(place) ? `#${place}` : `${file.replace(/\.ipynb$/, ".html")}#${place}`;
};

// The sign of a pass arrives with a small movement, unless the reader has asked for less motion.
const arrive = (sign) => {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  sign.animate([{ transform: "scale(0.2)" }, { transform: "scale(1.25)", offset: 0.6 }, { transform: "none" }], { duration: 400, easing: "ease-out" });
};

const showPassed = (root, passed) => {
  const dots = [...root.querySelectorAll(".k-dot")];
  for (const dot of dots) if (passed.includes(dot.dataset.slug)) dot.classList.add("k-full");
  const done = dots.filter((dot) => dot.classList.contains("k-full")).length;
  root.querySelector(".k-progress")?.replaceChildren(say("{passed} of {total} passed", { passed: done, total: dots.length }));
};

kinds.verdict = (data, root) => {
  const link = new Link(data.key, ["passed"], (_, passed) => showPassed(root, passed));
  for (const clue of root.querySelectorAll(".k-clue")) {
    clue.addEventListener("toggle", (event) => event.target === clue && clue.open && link.set("rung", Number(clue.dataset.rung)));
  }
  root.querySelectorAll(".k-following").forEach(follow);
  root.querySelectorAll(".k-passed .k-sign").forEach(arrive);
  return null; // nothing is drawn anew
};
