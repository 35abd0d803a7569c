// The stepper: clients that take their steps one by one, in any order, with every step undone as easily. No kernel is asked.

const KEYS = [["←", "undo"], ["→", "redo"], ["Home", "reset"]];

class Stepper {
  constructor(data, moved = () => {}) {
    this.graph = new Graph(data);
    this.words = new Words(this.graph);
    this.moved = moved;
    this.data = data;
    this.taken = this.graph.walk(data.order);
    this.undone = [];
    this.build();
    this.show();
  }

  get here() {
    return this.taken.length ? this.taken.at(-1).to : this.graph.start;
  }

  // One run alone, of whose other orders nothing is known.
  get replays() {
    return this.graph.at(this.graph.start).orders === null;
  }

  get order() {
    return this.taken.map((move) => move.mark).join(" ");
  }

  build() {
    const { graph, data } = this;
    this.lanes = graph.clients.map((_, client) => new Lane(graph, client, (...asked) => this.step(...asked)));
    this.goal = h("p", { class: "k-goal" });
    this.ahead = h("p", { class: "k-ahead" });
    this.meter = h("div", { class: "k-meter", "aria-hidden": "true" }, h("span"));
    this.store = h("div");
    this.said = h("p", { class: "k-said", role: "status", "aria-live": "polite" });
    this.steps = h("ol", { class: "k-steps", "aria-label": "The steps so far" });
    const store = h("div", { class: "k-store", role: "group", "aria-label": "The store" }, h("div", { class: "k-head" }, "the store", graph.prefix && h("span", { class: "k-prefix" }, graph.prefix)), this.store);
    const nodes = this.lanes.map((lane) => lane.node);
    nodes.splice(nodes.length === 2 ? 1 : nodes.length, 0, store);
    const top = h("div", { class: "k-top" }, this.goal, h("div", { class: "k-odds" }, this.ahead, this.meter));
    const lanes = h("div", { class: `k-lanes k-lanes-${graph.clients.length}` }, nodes);
    this.root = h(
      "div",
      { class: "k-stepper", role: "group", "aria-label": `Stepper: ${data.title}`, tabindex: "-1", ...OURS, onkeydown: (event) => this.key(event) },
      ...[top, lanes, this.said, this.controls(), this.steps, this.keys()],
    );
  }

  controls() {
    const { breaks } = this.words;
    this.undoing = button("Undo", () => this.undo(), { "aria-keyshortcuts": "ArrowLeft" });
    this.redoing = button("Redo", () => this.redo(), { "aria-keyshortcuts": "ArrowRight" });
    this.resetting = button("Reset", () => this.reset(), { "aria-keyshortcuts": "Home" });
    const words = this.replays ? "To its end" : `Show me the order that ${breaks}`;
    this.showing = button(words, () => this.reveal(), { class: "k-reveal", "aria-keyshortcuts": "End" });
    this.field = h("input", { type: "text", ...OURS, spellcheck: "false", autocomplete: "off", "aria-label": "The order of the steps" });
    const label = h("span", { class: "k-label", "aria-hidden": "true" }, "order");
    const go = button("Go", () => this.jump(this.field.value));
    const order = h("div", { class: "k-order" }, label, this.field, go, button("Copy", () => this.copy()));
    return h("div", { class: "k-controls" }, this.undoing, this.redoing, this.resetting, this.showing, order);
  }

  keys() {
    const last = ["End", this.replays ? "to its end" : "show the order"];
    const all = [...this.graph.clients.map((name, i) => [`${i + 1}`, `step ${name}`]), ...KEYS, last];
    const parts = all.flatMap(([key, what], i) => [i ? ", " : "", h("kbd", {}, key), ` ${what}`]);
    return h("p", { class: "k-hint" }, "Keys, once anything in here has the focus: ", parts, ".");
  }

  show(words = "") {
    const { graph, taken } = this;
    const here = graph.at(this.here);
    const before = taken.length ? graph.at(taken.length > 1 ? taken.at(-2).to : graph.start) : null;
    this.lanes.forEach((lane, client) => lane.show(here, this.lastNode(client)));
    this.store.replaceChildren(storeTable(graph, here, before, taken.at(-1)));
    const cross = here.complaints?.length ? h("span", { class: "k-cross", "aria-hidden": "true" }, "✖") : "";
    this.ahead.replaceChildren(cross, this.words.ahead(here) || this.words.verdict(here));
    this.showMeter(here);
    this.showGoal(here);
    this.steps.replaceChildren(...taken.map((move) => this.line(move)));
    this.field.value = this.order;
    this.field.size = Math.min(Math.max(this.order.length, 12), 40);
    turn(this.undoing, taken.length > 0);
    turn(this.redoing, this.undone.length > 0);
    turn(this.resetting, taken.length > 0);
    this.say(words || [this.words.happened(taken.at(-1), here), this.words.verdict(here)].filter(Boolean).join(" "), here);
  }

  say(words, here = null) {
    this.said.textContent = words;
    this.said.classList.toggle("k-bad", Boolean(here?.complaints?.length || this.taken.at(-1)?.blind));
  }

  showGoal(here) {
    const reached = Boolean(here.complaints?.length);
    if (!this.data.goal) return this.goal.replaceChildren(h("b", {}, "One order, step by step"));
    const state = reached ? "✔ done" : this.words.never(here) || "not yet";
    this.goal.replaceChildren(h("span", { class: "k-label" }, "goal"), h("b", {}, this.data.goal), h("span", { class: reached ? "k-done" : "k-open" }, state));
  }

  showMeter(here) {
    const known = here.orders !== null && here.complaints === null;
    this.meter.hidden = !known;
    if (known) this.meter.firstChild.style.width = `${Number((BigInt(here.broken) * 1000n) / BigInt(here.orders)) / 10}%`;
  }

  line(move) {
    const badge = h("span", { class: `k-badge k-client-${move.who % 4}` }, this.graph.clients[move.who]);
    const words = h("span", { class: "k-verb" }, `${move.verb} ${move.what}`);
    const names = move.touched.map((key) => key.slice(this.graph.prefix.length)).join(", ");
    const where = this.graph.keys.length > 1 && names && h("span", { class: "k-where" }, names);
    const note = move.note && h("span", { class: "k-note" }, move.blind && h("span", { class: "k-cross", "aria-hidden": "true" }, "✖"), sentence(move.note));
    return h("li", { class: move.blind ? "k-blind" : null }, badge, words, where, h("span", { class: "k-index" }, move.index), note);
  }

  // Where a client stood before its latest step: that is shown of one that has ended.
  lastNode(client) {
    const i = this.taken.findLastIndex((move) => move.who === client);
    if (i < 0) return null;
    const from = i > 0 ? this.taken[i - 1].to : this.graph.start;
    return this.graph.node(client, this.graph.at(from).nodes[client]);
  }

  step(client, kind = "step", applied = true) {
    const moves = this.graph.at(this.here).moves.filter((one) => one.who === client && one.kind === kind);
    const move = moves.find((one) => kind !== "lost" || one.applied === applied);
    if (!move) return this.say(this.whyNot(client));
    this.undone = move.mark === this.undone.at(-1)?.mark ? this.undone.slice(0, -1) : [];
    this.go([...this.taken, move]);
  }

  whyNot(client) {
    const name = this.graph.clients[client];
    const { end } = this.graph.node(client, this.graph.at(this.here).nodes[client]);
    if (end) return `${name} ${end} and has no step left.`;
    return `This is the replay of one order, and it is not ${name}'s turn in it.`;
  }

  undo() {
    this.undone.push(this.taken.at(-1));
    this.go(this.taken.slice(0, -1), "Undone. ");
  }

  redo() {
    this.go([...this.taken, this.undone.pop()]);
  }

  reset() {
    this.undone = [...this.undone, ...[...this.taken].reverse()];
    this.go([], "Back at the start. ");
  }

  // From here if an order from here is broken, else from the start.
  reveal() {
    const ahead = this.graph.losing(this.here);
    const whole = ahead ? [...this.taken, ...ahead] : this.graph.losing(this.graph.start);
    if (!whole) return this.say(this.words.none());
    this.undone = [];
    this.go(whole);
  }

  // Go to where an order leads; what is wrong with it is said, and nothing moves.
  jump(order) {
    try {
      const taken = this.graph.walk(order);
      this.undone = [];
      this.go(taken);
    } catch (error) {
      this.say(error.message);
    }
  }

  async copy() {
    this.field.value = this.order;
    this.field.select();
    const done = navigator.clipboard ? await navigator.clipboard.writeText(this.order).then(() => true, () => false) : document.execCommand("copy");
    this.say(done ? `Copied: ${this.order || "the empty order"}.` : "The order is selected: copy it with your keys.");
  }

  go(taken, prefix = "") {
    this.taken = taken;
    this.show();
    if (prefix) this.said.prepend(prefix);
    this.moved(this.order);
  }

  key(event) {
    if (event.target === this.field && event.key === "Enter") this.jump(this.field.value);
    if (event.target === this.field || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { ArrowLeft: this.undoing, ArrowRight: this.redoing, Home: this.resetting, End: this.showing };
    const client = this.graph.clients.findIndex((name, i) => event.key === `${i + 1}` || event.key.toLowerCase() === name.toLowerCase());
    const pressed = keys[event.key] ?? this.lanes[client]?.step;
    if (!pressed) return;
    event.preventDefault();
    event.stopPropagation();
    if (client >= 0) this.step(client);
    else pressed.click();
  }
}

kinds.stepper = (data) => {
  const stepper = new Stepper(data, (order) => link.set("order", order));
  const link = new Link(data.key, ["order"], (_, order) => order !== stepper.order && stepper.jump(order));
  return [stepper.root];
};
