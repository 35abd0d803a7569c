// The map of all orders: a cell for each, grouped by how they end, or a bar for each ending.

class OrderMap {
  constructor(data, stepper) {
    this.stepper = stepper;
    this.graph = stepper.graph;
    this.cells = [];
    const draw = data.cells ? this.cellRows(data.ends) : data.ends.map((end) => this.bar(end));
    const pick = data.cells
      ? say("Each cell is one order: {cross} {breaks}, {ring} does not. Pick one to see its steps.", { cross: CROSS, ring: RING, breaks: stepper.words.breaks })
      : say("Each bar is one end: {cross} {breaks}, {ring} does not. Pick one to see its steps.", { cross: CROSS, ring: RING, breaks: stepper.words.breaks });
    this.root = h(
      "div",
      { class: "k-map", role: "group", "aria-label": say("All orders"), onkeydown: (event) => this.key(event) },
      h("p", { class: "k-headline" }, h("b", {}, data.headline)),
      h("table", { role: "table", "aria-label": say("Where the orders end") }, h("tbody", { role: "rowgroup" }, draw)),
      h("p", { class: "k-hint" }, data.cells && this.legend(), pick),
    );
    this.cells[0]?.node.setAttribute("tabindex", "0");
  }

  // Which colour is which client: the stripes of a cell are its steps, in their order.
  legend() {
    const names = this.graph.clients.map((name, i) => [h("span", { class: `k-badge k-client-${i % 4}` }, name), " "]);
    const faults = this.stepper.words.faults();
    return [say("Stripes are steps, from left to right: "), names, faults && say("A short stripe: {faults}. ", { faults })];
  }

  cellRows(ends) {
    const all = [...this.orders()];
    const of = (end) => all.filter(([, last]) => end.finals.includes(last));
    return ends.map((end) => this.row(end, of(end).map(([order]) => this.cell(order, end.said))));
  }

  row(end, cells) {
    const said = end.said ? [h("span", { class: "k-cross", "aria-hidden": "true" }, CROSS), h("b", {}, end.said)] : [];
    const cell = { role: "cell" }; // said of each, since where it is narrow they are no longer laid out as a table
    return h("tr", { role: "row" }, h("th", { scope: "row", role: "rowheader" }, end.label), h("td", { class: "k-cells", ...cell }, cells), h("td", cell, said));
  }

  cell(order, said) {
    const label = say("{what}: {who}", { what: order, who: said || say("does not {breaking}", this.graph) });
    const pick = () => this.open(order);
    const stripes = h("span", { class: "k-stripes", "aria-hidden": "true" }, order.split(" ").map((mark) => this.stripe(mark)));
    const sign = h("span", { class: "k-sign-of-end" }, said ? CROSS : RING);
    const node = button([stripes, sign], pick, { class: said ? "k-cell k-lost" : "k-cell", title: order, "aria-label": label, tabindex: "-1" });
    this.cells.push({ order: `${order} `, node });
    return node;
  }

  // One step: its client's colour, and short for a crash, a lost reply and the like.
  stripe(mark) {
    const client = this.graph.clients.indexOf(mark.replace(MARK, ""));
    return h("i", { class: `k-client-${client % 4} ${MARK.test(mark) ? "k-fault" : ""}` });
  }

  bar(end) {
    const words = end.weight === "1" ? say("1 order") : say("{orders} orders", { orders: number(end.weight) });
    const width = `width: ${Math.max(end.share * 100, 0.5)}%`;
    const show = button(`${end.said ? CROSS : RING} ${words}`, () => this.open(end.order), { class: "k-pick", "aria-label": say("{words}, {end}: show one", { words, end: end.said || end.label }) });
    const bar = h("div", { class: end.said ? "k-bar k-lost" : "k-bar", style: width, "aria-hidden": "true" });
    return this.row(end, [end.order ? show : words, bar]);
  }

  // Every order with the position in which it ends, in the order of the clients' names.
  *orders(position = this.graph.start, taken = []) {
    const { moves } = this.graph.at(position);
    if (!moves.length) yield [taken.join(" "), position];
    for (const move of moves) yield* this.orders(move.to, [...taken, move.mark]);
  }

  // The steps come into view where they lie below it, and the row that was pressed stays in it as well if it can.
  open(order) {
    this.stepper.jump(order);
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const { top, bottom } = this.stepper.root.getBoundingClientRect();
    if (bottom > innerHeight && top > innerHeight / 2) this.stepper.root.scrollIntoView({ block: "nearest", behavior });
  }

  // Cells whose order begins with the steps taken so far stand out.
  follow(order) {
    const taken = order ? `${order} ` : "";
    for (const { order: whole, node } of this.cells) {
      node.classList.toggle("k-open-way", taken !== "" && whole.startsWith(taken));
      node.setAttribute("aria-pressed", String(whole === taken));
    }
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = this.cells.findIndex(({ node }) => node === event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = this.cells[(at + step + this.cells.length) % this.cells.length].node;
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
}

const CROSS = "✖";
const RING = "○";

kinds.map = (data) => {
  const stepper = new Stepper(data, (order) => {
    map.follow(order);
    link.set("order", order);
  });
  const map = new OrderMap(data, stepper);
  const link = new Link(data.key, ["order"], (_, order) => order !== stepper.order && stepper.jump(order));
  if (data.clients.length) stepper.followAddress();
  addEventListener("hashchange", () => data.clients.length && stepper.followAddress());
  return data.clients.length ? [h("div", { class: "k-map-wide" }, map.root, stepper.root)] : [map.root];
};
