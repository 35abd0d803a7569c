// The table of the story: each broken cell is a button that opens its shortest counterexample below its row.

class Story {
  constructor(root, data) {
    this.data = data;
    this.cells = [...root.querySelectorAll("tbody td")];
    this.buttons = [];
    this.cells.forEach((cell, i) => data.cells[i] !== null && this.enliven(cell, data.cells[i]));
    const hint = h("p", { class: "k-hint" }, say("Pick a cell with ✗ to see the shortest order that goes wrong. Arrow keys go from one to the next."));
    root.querySelector("table").after(hint);
  }

  enliven(cell, run) {
    const row = cell.parentElement;
    const [title, version] = [row.firstElementChild.textContent, cell.dataset.version];
    const counts = cell.textContent.replace(/✗\s*/, "").trim();
    const node = button([...cell.childNodes], () => this.toggle(node, row, run, say("{title}, {version}", { title, version })), {
      class: "k-open-run", "aria-expanded": "false", "aria-label": say("{counts} go wrong: {title}, {version}", { counts, title, version }),
      onkeydown: (event) => this.key(event),
    });
    cell.replaceChildren(node);
    this.buttons.push(node);
  }

  toggle(node, row, run, title) {
    const again = node.getAttribute("aria-expanded") === "true";
    this.open?.remove();
    for (const each of this.buttons) each.setAttribute("aria-expanded", "false");
    if (again) return;
    node.setAttribute("aria-expanded", "true");
    const panel = h("td", { role: "cell", colspan: String(row.children.length) }, h("div", { class: "k-run", role: "group", "aria-label": say("Counterexample: {title}", { title }) }, this.show(this.data.runs[run], title)));
    this.open = h("tr", { role: "row", class: "k-run-row" }, panel);
    row.after(this.open);
    this.open.scrollIntoView({ block: "nearest" });
  }

  show(run, title) {
    const graph = { clients: run.clients };
    const diagram = h("div", { class: "k-picture", role: "group", "aria-label": say("Sequence diagram"), tabindex: "0", ...OURS }, sequence(graph, run.moves, run.moves.length));
    const steps = h("ol", { class: "k-steps", "aria-label": say("The steps") }, run.moves.map((move, i) => this.line(run, move, i + 1)));
    const ends = run.complaints.map((words) => h("p", { class: "k-said k-bad" }, h("span", { class: "k-cross", "aria-hidden": "true" }, "✖"), sentence(words)));
    const fold = h("details", { class: "k-fold" }, h("summary", OURS, say("As a sequence diagram")), diagram);
    return [h("p", {}, h("b", {}, title), say(": the shortest order that goes wrong")), steps, ends, fold];
  }

  line(run, move, nth) {
    const badge = h("span", { class: `k-badge k-client-${move.who % 4}` }, run.clients[move.who]);
    const where = move.touched.map((key) => key.slice(run.prefix.length)).filter(Boolean).join(", ");
    const note = move.note && h("span", { class: "k-note" }, move.blind && h("span", { class: "k-cross", "aria-hidden": "true" }, "✖"), sentence(move.note));
    const parts = [h("span", { class: "k-verb" }, `${move.verb} ${move.what}`), where && h("span", { class: "k-where" }, where), h("span", { class: "k-index" }, move.index), note];
    return h("li", { class: move.blind ? "k-blind" : null }, h("span", { class: "k-nth" }, String(nth)), badge, parts.filter(Boolean));
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.buttons.indexOf(event.currentTarget);
    const column = this.cells.indexOf(event.currentTarget.parentElement) % this.width;
    const sideways = /Left|Right/.test(event.key);
    const same = (node) => sideways || this.cells.indexOf(node.parentElement) % this.width === column;
    const ahead = by > 0 ? this.buttons.slice(at + 1) : this.buttons.slice(0, at).reverse();
    ahead.find(same)?.focus();
  }

  get width() {
    return this.cells[0].parentElement.querySelectorAll("td").length;
  }
}

kinds.story = (data, root) => {
  new Story(root, data);
  return null; // the table is there already
};
