// One client in the stepper: its code with the line where it is paused, its variables, its next request.

const MOST_ROWS = 8;
const EXTRA = {
  crash: () => say("Crash"),
  lost: () => say("Lose the reply"),
  never: () => say("Lose the request"),
  expire: () => say("End the lease"),
  timeout: () => say("End the wait"),
};

class Lane {
  constructor(graph, client, take) {
    Object.assign(this, { graph, client, take, name: graph.clients[client] });
    this.step = button(say("Step {name}", this), () => take(client, "step"), { class: "k-step", "aria-keyshortcuts": `${client + 1}` });
    this.title = h("span", { class: "k-function" });
    this.asks = h("p", { class: "k-asks" });
    // All of them, of which one is seen: the place that they share is as high as the highest, at any width.
    this.trails = new Map(graph.trails(client).map((trail) => [JSON.stringify(trail), calls(trail)]));
    this.code = h("div", { class: "k-listing", style: `min-height: ${graph.longest(client) * 1.55 * 12 + 12}px` });
    const rows = Math.min(graph.mostLocals(client), MOST_ROWS);
    this.variables = h("div", { class: "k-locals", style: `min-height: ${rows * 20}px` });
    this.faults = h("div", { class: "k-faults" });
    const bare = !graph.nodes[client].some(([source]) => graph.sources[source].source);
    this.node = h(
      "div",
      { class: `k-lane k-client-${client % 4} ${bare ? "k-bare" : ""}`, role: "group", "aria-label": say("Client {name}", this) },
      h("div", { class: "k-head" }, h("span", { class: "k-badge", "aria-hidden": "true" }, this.name), this.title, this.step),
      this.asks,
      h("div", { class: "k-trail" }, ...this.trails.values()),
      this.code,
      this.variables,
      this.faults,
    );
  }

  show(here, before) {
    const node = this.graph.node(this.client, here.nodes[this.client]);
    const ended = Boolean(node.end);
    const stands = ended ? before : node;
    this.node.classList.toggle("k-ended", ended);
    turn(this.step, here.moves.some((move) => move.who === this.client && move.kind === "step"));
    this.title.textContent = this.title.title = stands?.function ?? "";
    for (const [trail, list] of this.trails) list.classList.toggle("k-unseen-calls", trail !== JSON.stringify(stands?.trail));
    this.asks.replaceChildren(...this.about(node));
    this.code.replaceChildren(...(stands?.source ? [listing(stands.source, ended ? 0 : stands.line)] : []));
    this.variables.replaceChildren(...variables(stands, ended));
    this.faults.replaceChildren(...this.faultButtons(here));
  }

  about(node) {
    if (node.end) return [h("b", {}, sentence(say("{who} {what}", { who: this.name, what: node.end })))];
    if (!node.asks) return [];
    const asks = node.asks.replaceAll(this.graph.prefix || "\0", "");
    return [h("span", { class: "k-label" }, say("about to ")), asks.replace(/^if ([^{}"]*?): (.*)$/s, "$2, if $1")];
  }

  faultButtons(here) {
    const faults = here.moves.filter((move) => move.who === this.client && move.kind !== "step");
    return faults.map((move) => {
      const kind = move.kind === "lost" && !move.applied ? "never" : move.kind;
      const what = EXTRA[kind]();
      return button(what, () => this.take(this.client, move.kind, move.applied), { "aria-label": say("{what}: {who}", { what, who: this.name }) });
    });
  }
}

// The functions that led to the one whose code is shown, with the line at which each of them waits.
const calls = (trail) => {
  const lines = trail.map(([name, line]) => h("li", {}, h("span", {}, name), line && h("code", {}, ` ▸ ${line}`)));
  return h("ol", { class: "k-calls", "aria-label": say("Called by"), translate: "no" }, lines);
};

const variables = (stands, ended) => {
  const parts = [];
  const telling = (stands?.locals ?? []).filter(([, text]) => !/^<\w+>$/.test(text)); // <Client> says nothing
  if (telling.length) {
    const rows = telling.map(([name, text]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, text)));
    const caption = h("caption", { class: "k-unseen" }, ended ? say("Local variables at its last step") : say("Local variables"));
    parts.push(h("table", { class: ended ? "k-variables k-past" : "k-variables", translate: "no" }, caption, h("tbody", {}, rows)));
  }
  if (stands?.printed) parts.push(h("pre", { class: "k-printed" }, stands.printed));
  return parts;
};
