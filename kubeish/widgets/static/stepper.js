// The stepper: clients take their steps one by one, in any order, and undo them. It asks no kernel.

const BEAT = 1100; // milliseconds from step to step while it plays
const listKeys = () => [["←", say("undo")], ["→", say("redo")], ["Home", say("reset")]];

class Stepper {
  constructor(data, moved = () => {}) {
    this.graph = new Graph(data);
    this.words = new Words(this.graph);
    this.moved = moved;
    this.data = data;
    this.taken = this.graph.walk(data.order);
    const whole = this.graph.walk(`${data.order} ${data.ahead ?? ""}`);
    this.undone = whole.slice(this.taken.length).reverse();
    this.build();
    this.show();
  }

  get here() {
    return this.taken.length ? this.taken.at(-1).to : this.graph.start;
  }

  // One run alone: nothing is known of its other orders.
  get replays() {
    return this.graph.at(this.graph.start).orders === null;
  }

  get order() {
    return this.taken.map((move) => move.mark).join(" ");
  }

  // The steps taken and those that can be taken again.
  get path() {
    return [...this.taken, ...[...this.undone].reverse()];
  }

  build() {
    const { graph, data } = this;
    this.lanes = graph.clients.map((_, client) => new Lane(graph, client, (...asked) => this.step(...asked)));
    this.goal = h("p", { class: "k-goal" });
    this.ahead = h("p", { class: "k-ahead" });
    this.meter = h("div", { class: "k-meter", "aria-hidden": "true" }, h("span"));
    this.store = h("div");
    this.said = h("p", { class: "k-said", role: "status", "aria-live": "polite" });
    this.steps = h("ol", { class: "k-steps", "aria-label": say("The steps") });
    this.diagram = h("div", { class: "k-picture", role: "group", "aria-label": say("Sequence diagram"), tabindex: "0", ...OURS });
    this.drawing = h("details", { class: "k-fold", ontoggle: () => this.draw() }, h("summary", OURS, say("As a sequence diagram")), this.diagram);
    const store = h("div", { class: "k-store", role: "group", "aria-label": say("The store") }, h("div", { class: "k-head" }, say("the store"), graph.prefix && h("span", { class: "k-prefix" }, graph.prefix)), this.store);
    const nodes = this.lanes.map((lane) => lane.node);
    const top = h("div", { class: "k-top" }, this.goal, h("div", { class: "k-odds" }, this.ahead, this.meter));
    const lanes = h("div", { class: `k-lanes k-lanes-${graph.clients.length}` }, nodes);
    this.root = h(
      "div",
      { class: data.simple ? "k-stepper k-simple" : "k-stepper", role: "group", "aria-label": say("Stepper: {title}", data), tabindex: "-1", ...OURS, onkeydown: (event) => this.key(event) },
      ...[top, this.controls(), this.said, store, lanes, this.steps, this.drawing, this.keys()],
    );
  }

  controls() {
    const { breaks } = this.words;
    this.undoing = button(say("Undo"), () => this.undo(), { "aria-keyshortcuts": "ArrowLeft" });
    this.redoing = button(say("Redo"), () => this.redo(), { "aria-keyshortcuts": "ArrowRight" });
    this.resetting = button(say("Reset"), () => this.reset(), { "aria-keyshortcuts": "Home" });
    this.playing = button(say("Play"), () => (this.timer ? this.pause() : this.play()), { class: "k-play" });
    this.slider = h("input", { type: "range", min: "0", ...OURS, class: "k-slider", "aria-label": say("Step"), oninput: () => this.seek(Number(this.slider.value)) });
    const words = this.replays ? say("To its end") : say("Show me the order that {breaks}", { breaks });
    this.showing = button(words, () => this.reveal(), { class: "k-reveal", "aria-keyshortcuts": "End" });
    this.field = h("input", { type: "text", ...OURS, spellcheck: "false", autocomplete: "off", "aria-label": say("The order of the steps") });
    this.refused = h("p", { class: "k-refused", role: "alert" });
    const label = h("span", { class: "k-label", "aria-hidden": "true" }, say("order"));
    const go = button(say("Go"), () => this.jump(this.field.value));
    const order = h("div", { class: "k-order" }, label, this.field, go, button(say("Copy"), () => this.copy()), isPage() && button(say("Link"), () => this.copyLink(), { "aria-label": say("Copy a link to this order") }));
    const controls = h("div", { class: "k-controls" }, this.undoing, this.redoing, this.resetting, this.playing, this.slider, this.showing, order);
    return h("div", { class: "k-panel" }, controls, this.refused);
  }

  keys() {
    const last = ["End", this.replays ? say("to its end") : say("show the order")];
    const all = [...this.graph.clients.map((name, i) => [`${i + 1}`, say("step {name}", { name })]), ...listKeys(), last];
    const parts = all.flatMap(([key, what], i) => [i ? say(", ") : "", h("kbd", {}, key), ` ${what}`]);
    const faults = this.words.faults();
    return h("p", { class: "k-hint" }, say("Keys, once anything in here has the focus: "), parts, say("."), faults && say(" In an order, {faults}.", { faults }));
  }

  show(words = "") {
    const { graph, taken } = this;
    const here = graph.at(this.here);
    const before = taken.length ? graph.at(taken.length > 1 ? taken.at(-2).to : graph.start) : null;
    this.lanes.forEach((lane, client) => lane.show(here, this.lastNode(client)));
    this.store.replaceChildren(...storeTable(graph, here, before, taken));
    const cross = here.complaints?.length ? h("span", { class: "k-cross", "aria-hidden": "true" }, "✖") : "";
    this.ahead.replaceChildren(cross, this.words.ahead(here) || this.words.verdict(here));
    this.showMeter(here);
    this.showGoal(here);
    this.steps.replaceChildren(...this.path.map((move, i) => this.line(move, i + 1)));
    this.showPlace();
    if (this.drawing.open) this.draw();
    this.field.value = this.order;
    this.field.size = Math.min(Math.max(this.order.length, 12), 40);
    turn(this.undoing, taken.length > 0);
    turn(this.redoing, this.undone.length > 0);
    turn(this.resetting, taken.length > 0);
    const next = this.replays && this.undone.at(-1)?.blind && say("The next step does the harm.");
    this.say(words || [this.words.happened(taken.at(-1), here), this.words.verdict(here), next].filter(Boolean).join(" "), here);
  }

  showPlace() {
    const [at, all] = [this.taken.length, this.path.length];
    this.slider.max = String(Math.max(all, 1));
    this.slider.value = String(at);
    this.slider.setAttribute("aria-valuetext", say("step {at} of {all}", { at, all }));
    turn(this.playing, this.path.length > 0 || !this.replays);
    this.playing.textContent = this.timer ? say("Pause") : say("Play");
    this.refused.textContent = "";
    this.field.setAttribute("aria-invalid", "false");
  }

  draw() {
    this.diagram.replaceChildren(sequence(this.graph, this.path, this.taken.length));
  }

  say(words, here = null) {
    this.said.textContent = words;
    this.said.classList.toggle("k-bad", Boolean(here?.complaints?.length || this.taken.at(-1)?.blind));
  }

  showGoal(here) {
    const reached = Boolean(here.complaints?.length);
    if (!this.data.goal) return this.goal.replaceChildren(h("b", {}, say("One order, step by step")));
    const state = reached ? say("✔ done") : this.words.never(here) || say("not yet");
    this.goal.replaceChildren(h("span", { class: "k-label" }, say("goal")), h("b", {}, this.data.goal), h("span", { class: reached ? "k-done" : "k-open" }, state));
  }

  showMeter(here) {
    const known = here.orders !== null && here.complaints === null;
    this.meter.hidden = !known;
    if (known) this.meter.firstChild.style.width = `${Number((BigInt(here.broken) * 1000n) / BigInt(here.orders)) / 10}%`;
  }

  line(move, nth) {
    const later = nth > this.taken.length;
    const signs = [move.blind && "k-blind", later && "k-later"].filter(Boolean).join(" ");
    const at = button(String(nth), () => this.seek(nth), { class: "k-at", "aria-label": say("Go to step {nth}", { nth }) });
    const badge = h("span", { class: `k-badge k-client-${move.who % 4}` }, this.graph.clients[move.who]);
    const words = h("span", { class: "k-verb" }, `${move.verb} ${move.what}`);
    const names = move.touched.map((key) => key.slice(this.graph.prefix.length)).join(", ");
    const where = this.graph.keys.length > 1 && names && h("span", { class: "k-where" }, names);
    const note = move.note && h("span", { class: "k-note" }, move.blind && h("span", { class: "k-cross", "aria-hidden": "true" }, "✖"), sentence(move.note));
    const told = h("span", { class: "k-index" }, move.index);
    return h("li", { class: signs || null, "aria-current": nth === this.taken.length ? "step" : null }, at, badge, words, where, told, note);
  }

  // Where a client was before its latest step: shown once it has ended.
  lastNode(client) {
    const i = this.taken.findLastIndex((move) => move.who === client);
    if (i < 0) return null;
    const from = i > 0 ? this.taken[i - 1].to : this.graph.start;
    return this.graph.node(client, this.graph.at(from).nodes[client]);
  }

  // Take the steps that lie ahead one by one; where there are none, those that break the rule.
  play() {
    if (!this.undone.length) {
      const ahead = this.graph.at(this.here).moves.length ? this.graph.losing(this.here) : this.taken;
      if (!ahead?.length) return this.say(this.words.none());
      if (ahead === this.taken) this.reset();
      else this.undone = [...ahead].reverse();
    }
    this.timer = setInterval(() => (this.root.isConnected && this.undone.length ? this.redo(true) : this.pause()), BEAT);
    this.redo(true);
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.showPlace();
  }

  // To the state after so many steps of the path.
  seek(count) {
    const { path } = this;
    this.undone = path.slice(count).reverse();
    this.go(path.slice(0, count));
  }

  step(client, kind = "step", applied = true) {
    const moves = this.graph.at(this.here).moves.filter((one) => one.who === client && one.kind === kind);
    const move = moves.find((one) => kind !== "lost" || one.applied === applied);
    if (!move) return this.say(this.whyNot(client));
    this.undone = move.mark === this.undone.at(-1)?.mark ? this.undone.slice(0, -1) : [];
    this.go([...this.taken, move], "", { moving: true });
  }

  whyNot(client) {
    const name = this.graph.clients[client];
    const { end } = this.graph.node(client, this.graph.at(this.here).nodes[client]);
    if (end) return say("{name} {end} and has no step left.", { name, end });
    return say("This is the replay of one order, and it is not {name}'s turn in it.", { name });
  }

  undo() {
    this.undone.push(this.taken.at(-1));
    this.go(this.taken.slice(0, -1), say("Undone. "));
  }

  redo(plays = false) {
    const move = this.undone.pop();
    this.go([...this.taken, move], "", { moving: true, plays });
    if (plays && !this.undone.length) this.pause();
  }

  reset() {
    this.undone = [...this.undone, ...[...this.taken].reverse()];
    this.go([], say("Back at the start. "));
  }

  // The steps of a replay from a position on.
  rest(from) {
    const rest = [];
    for (let [move] = this.graph.at(from).moves; move; [move] = this.graph.at(move.to).moves) rest.push(move);
    return rest;
  }

  // From here if an order from here is broken, else from the start.
  reveal() {
    if (this.replays) return this.seek(this.path.length);
    const ahead = this.graph.losing(this.here);
    const whole = ahead ? [...this.taken, ...ahead] : this.graph.losing(this.graph.start);
    if (!whole) return this.say(this.words.none());
    this.undone = [];
    this.go(whole);
  }

  // Go to where an order leads; if it is wrong, say why and stay.
  jump(order) {
    try {
      const taken = this.graph.walk(order);
      this.undone = this.replays ? this.rest(taken.at(-1)?.to ?? this.graph.start).reverse() : [];
      this.go(taken);
    } catch (error) {
      this.refused.textContent = error.message;
      this.field.setAttribute("aria-invalid", "true");
    }
  }

  // An address such as page.html#order=A+B+A+B opens the first stepper in which that order can be taken.
  followAddress() {
    const order = new URLSearchParams(location.hash.slice(1)).get("order");
    if (!order || links.followed === location.hash) return;
    try {
      this.graph.walk(order);
    } catch {
      return; // it is an order of another stepper on this page
    }
    links.followed = location.hash;
    this.jump(order);
    queueMicrotask(() => this.root.scrollIntoView({ block: "nearest" }));
  }

  async copyLink() {
    const address = `${location.href.split("#")[0]}#order=${this.taken.map((move) => encodeURIComponent(move.mark)).join("+")}`;
    const done = await navigator.clipboard?.writeText(address).then(() => true, () => false);
    this.say(done ? say("Copied: a link that opens this page at this order.") : say("The link: {address}", { address }));
  }

  async copy() {
    this.field.value = this.order;
    this.field.select();
    const done = navigator.clipboard ? await navigator.clipboard.writeText(this.order).then(() => true, () => false) : document.execCommand("copy");
    this.say(done ? say("Copied: {order}.", { order: this.order || say("the empty order") }) : say("The order is selected: copy it with your keys."));
  }

  go(taken, prefix = "", { moving = false, plays = false } = {}) {
    if (!plays && this.timer) this.pause();
    this.taken = taken;
    this.show();
    if (prefix) this.said.prepend(prefix);
    if (moving) animate(this.root, this.lanes[taken.at(-1).who], taken.at(-1));
    this.moved(this.order);
  }

  key(event) {
    if (event.target === this.field && event.key === "Enter") this.jump(this.field.value);
    if (event.target === this.slider && /^(Arrow|Home|End|Page)/.test(event.key)) return;
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

// In JupyterLab the address is Lab's own: it names a notebook, and no place on a page.
const isPage = () => !document.querySelector(".jp-NotebookPanel");

kinds.stepper = (data) => {
  const stepper = new Stepper(data, (order) => link.set("order", order));
  const link = new Link(data.key, ["order"], (_, order) => order !== stepper.order && stepper.jump(order));
  stepper.followAddress();
  addEventListener("hashchange", () => stepper.followAddress());
  return [stepper.root];
};
