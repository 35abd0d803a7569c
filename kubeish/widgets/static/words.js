// What the stepper says, in whole sentences: what a step did, how many orders are left, how it ended.

const FAULTS = {
  "!": () => say("a crash"),
  "?": () => say("a lost reply"),
  "~": () => say("a lost request"),
  "^": () => say("a wait in vain"),
  "%": () => say("the end of a lease"),
};

class Words {
  constructor(graph) {
    this.graph = graph;
    this.breaks = thirdPerson(graph.breaking);
  }

  // "B writes [web, cache], index 4"
  step(move) {
    const what = [move.verb, move.what].filter(Boolean).join(" ");
    const values = { who: this.graph.clients[move.who], what, index: move.index };
    return move.index ? say("{who} {what}, {index}", values) : say("{who} {what}", values);
  }

  // What has just happened, and its result.
  happened(move, here) {
    if (!move) return say("Nothing has happened yet. Take a step.");
    const name = this.graph.clients[move.who];
    const end = this.graph.node(move.who, here.nodes[move.who]).end;
    const said = move.kind === "crash" || move.note.startsWith(name);
    // A remark may be the rest of the sentence.
    const done = move.goes_on ? [say("{step}, {note}", { step: this.step(move), note: move.note })] : [this.step(move), move.note];
    const parts = [...done, end && !said && say("{who} {what}", { who: name, what: end })];
    return parts.filter(Boolean).map(sentence).join(" ");
  }

  verdict(here) {
    if (here.complaints === null) return "";
    if (here.complaints.length) return sentence(here.complaints.join("; "));
    if (here.orders === null) return say("All have finished."); // a replay knows of no rule that was kept or broken
    return say("All have finished, and this order does not {breaking}.", this.graph);
  }

  // "Of the 6 orders from here, 4 lose a pod."
  ahead(here) {
    const values = { breaking: this.graph.breaking, breaks: this.breaks };
    if (here.orders === null || here.complaints !== null) return "";
    const [orders, broken] = [BigInt(here.orders), BigInt(here.broken)];
    Object.assign(values, { orders: number(orders), broken: number(broken) });
    if (orders === 1n && broken) return say("One order is left from here, and it {breaks}.", values);
    if (orders === 1n) return say("One order is left from here, and it does not {breaking}.", values);
    if (!broken) return say("Of the {orders} orders from here, none {breaks}.", values);
    if (orders === broken) return orders === 2n ? say("Both orders from here {breaking}.", values) : say("All {orders} orders from here {breaking}.", values);
    if (broken === 1n) return say("Of the {orders} orders from here, 1 {breaks}.", values);
    return say("Of the {orders} orders from here, {broken} {breaking}.", values);
  }

  // For code that no order breaks: after one order has been tried, say that no other breaks it either.
  never(here) {
    const { orders, broken } = this.graph.at(this.graph.start);
    const isImpossible = here.complaints?.length === 0 && broken !== null && BigInt(broken) === 0n;
    return isImpossible ? say("impossible: none of the {orders} orders {breaks}", { orders: number(orders), breaks: this.breaks }) : "";
  }

  // What the signs behind a name mean, of those that occur here: "A! is a crash, B? a lost reply"; else empty.
  faults() {
    const meant = Object.entries(FAULTS).map(([sign, words]) => [this.graph.steps.find(({ mark }) => MARK.exec(mark)?.[0][0] === sign)?.mark, words]);
    const found = meant.filter(([mark]) => mark).map(([mark, words]) => say("{mark} is {what}", { mark, what: words() }));
    return found.reduce((all, one) => (all ? say("{all}, {one}", { all, one }) : one), "");
  }

  // Why there is no order to show.
  none() {
    const { orders } = this.graph.at(this.graph.start);
    return say("There is none to show: not one of the {orders} orders {breaks}.", { orders: number(orders), breaks: this.breaks });
  }
}

const thirdPerson = (words) => {
  if (!/^[a-z]/.test(words)) return words; // in another language
  const [verb, ...rest] = words.split(" ");
  const ending = /(s|x|z|ch|sh|o)$/.test(verb) ? "es" : "s";
  return [verb === "have" ? "has" : verb + ending, ...rest].join(" ");
};
