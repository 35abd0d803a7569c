// The state graph of a small exploration, unpacked from what pages/compact.py made of it.

const MOST_KEYS = 4; // of more, only those that some step touches
// Behind a name: a crash, a lost reply, a request that never arrives, a wait that ends in vain, a lease that ends.
const MARK = /(?:[!?~^]|%\d*)$/;

class Graph {
  constructor(data) {
    Object.assign(this, data);
    this.keys = [...new Set(data.stores.flat().map(([key]) => key).concat(data.steps.flatMap((step) => step.touched)))].sort();
    const touched = new Set(data.steps.flatMap((step) => [...step.touched, ...step.changed]));
    this.shown = this.keys.length > MOST_KEYS && touched.size ? this.keys.filter((key) => touched.has(key)) : this.keys;
    this.prefix = sharedPath(this.shown);
  }

  at(number) {
    const [store, nodes, orders, broken, complaints, moves] = this.positions[number];
    return { store: this.stores[store], nodes, orders, broken, complaints, moves: moves.map((move) => this.move(move)) };
  }

  move([step, to]) {
    return { ...this.steps[step], to };
  }

  node(client, number) {
    const [source, line, locals, printed, asks, end] = this.nodes[client][number];
    return { ...this.sources[source], line, locals, printed, asks, end };
  }

  // How many lines the longest listing of a client has, so that its part of the page keeps its height.
  longest(client) {
    const sources = this.nodes[client].map(([source]) => this.sources[source].source);
    return Math.max(...sources.map((source) => (source ? Math.min(source.split("\n").length, MOST_LINES) : 0)));
  }

  // How many local variables a client shows at most, for the same reason.
  mostLocals(client) {
    return Math.max(...this.nodes[client].map(([, , locals]) => locals.length));
  }

  // The chains of calls by which a client reaches its functions, each once.
  trails(client) {
    const all = this.nodes[client].map(([source]) => JSON.stringify(this.sources[source].trail));
    return [...new Set(all)].map((trail) => JSON.parse(trail)).filter((trail) => trail.length);
  }

  // Whether a client ever learns what a key holds.
  learns(client, key) {
    return this.steps.some((step) => step.who === client && isLesson(step) && step.touched.includes(key));
  }

  // What each client has last seen of each key, after these steps.
  seen(taken) {
    const seen = this.clients.map(() => new Map());
    for (const move of taken.filter(isLesson)) {
      const { store } = this.at(move.to);
      for (const key of move.touched) {
        const [, value, index] = store.find(([one]) => one === key) ?? [key, null, 0];
        seen[move.who].set(key, { value, index });
      }
    }
    return seen;
  }

  // The steps that `order` names, from the start on; an Error says what is wrong with it.
  walk(order) {
    const taken = [];
    for (const mark of this.marks(order)) {
      const from = taken.length ? taken.at(-1).to : this.start;
      const move = this.at(from).moves.find((one) => one.mark === mark);
      if (!move) throw new Error(this.whyNot(mark, from, taken.length + 1));
      taken.push(move);
    }
    return taken;
  }

  marks(order) {
    const words = order.trim().split(/[\s,]+/).filter(Boolean);
    return words.flatMap((word) => (this.name(word) ? [this.name(word)] : this.letters(word)));
  }

  letters(word) {
    const parts = word.match(/[^!?~^%](?:[!?~^]|%\d*)?/g) ?? [];
    const names = parts.map((part) => this.name(part));
    if (!parts.length || names.includes(null)) {
      const known = this.clients.reduce((first, second) => say("{first} and {second}", { first, second }));
      throw new Error(say("The order names {word}, and there is only {known}: write for instance {example}.", { word, known, example: this.example }));
    }
    return names;
  }

  name(word) {
    const mark = word.match(MARK)?.[0] ?? "";
    const name = word.slice(0, word.length - mark.length);
    const found = this.clients.find((client) => client.toLowerCase() === name.toLowerCase());
    return found === undefined ? null : found + mark;
  }

  whyNot(mark, from, step) {
    const name = this.clients.find((client) => mark.replace(MARK, "") === client);
    const node = this.node(this.clients.indexOf(name), this.at(from).nodes[this.clients.indexOf(name)]);
    if (node.end) return say("Step {step} is {mark}, and {name} {end}: leave its further steps out of the order.", { step, mark, name, end: node.end });
    return say("Step {step} is {mark}, which is not on offer here: take one of the steps that have a button.", { step, mark });
  }

  get example() {
    return [...this.clients, ...this.clients].join(" ");
  }

  // The shortest way from a position to a broken end, or null.
  losing(from) {
    const seen = new Set([from]);
    let ways = [[from, []]];
    while (ways.length) {
      const next = [];
      for (const [position, path] of ways) {
        const here = this.at(position);
        if (here.complaints?.length) return path;
        for (const move of here.moves) {
          if (seen.has(move.to) || this.at(move.to).broken === 0) continue;
          seen.add(move.to);
          next.push([move.to, [...path, move]]);
        }
      }
      ways = next;
    }
    return null;
  }
}

// A step whose answer tells its client what a key holds: a read, or a write that was confirmed.
const isLesson = (move) => move.kind === "step" && (move.reads || move.changed.length > 0);

// The folders that all keys lie in: they need not be shown each time.
const sharedPath = (keys) => {
  if (!keys.length) return "";
  const parts = keys.map((key) => key.split("/"));
  const same = parts[0].findIndex((part, i) => parts.some((other) => other[i] !== part || i === other.length - 1));
  return same > 0 ? parts[0].slice(0, same).join("/") + "/" : "";
};
