// What the stepper says, in whole sentences: what a step did, how many orders are left, how it ended.

class Words {
  constructor(graph) {
    this.graph = graph;
    this.breaks = thirdPerson(graph.breaking);
  }

  // "B writes [web, cache], index 4"
  step(move) {
    const what = [move.verb, move.what].filter(Boolean).join(" ");
    return `${this.graph.clients[move.who]} ${what}${move.index ? `, ${move.index}` : ""}`;
  }

  // What has just happened, and its result.
  happened(move, here) {
    if (!move) return "Nothing has happened yet. Take a step.";
    const name = this.graph.clients[move.who];
    const end = this.graph.node(move.who, here.nodes[move.who]).end;
    const said = move.kind === "crash" || move.note.startsWith(name);
    const goesOn = /^over /.test(move.note); // a remark that is the rest of the sentence
    const done = goesOn ? [`${this.step(move)}, ${move.note}`] : [this.step(move), move.note];
    const parts = [...done, end && !said && `${name} ${end}`];
    return parts.filter(Boolean).map(sentence).join(" ");
  }

  verdict(here) {
    if (here.complaints === null) return "";
    if (here.complaints.length) return sentence(here.complaints.join("; "));
    if (here.orders === null) return "All have finished."; // a replay knows of no rule that was kept or broken
    return sentence(`All have finished, and this order does not ${this.graph.breaking}`);
  }

  // "Of the 6 orders from here, 4 lose a pod."
  ahead(here) {
    const { breaking } = this.graph;
    if (here.orders === null || here.complaints !== null) return "";
    const [orders, broken] = [BigInt(here.orders), BigInt(here.broken)];
    if (orders === 1n) return `One order is left from here, and it ${broken ? this.breaks : `does not ${breaking}`}.`;
    if (!broken) return `Of the ${number(orders)} orders from here, none ${this.breaks}.`;
    if (orders === broken) return `${orders === 2n ? "Both" : `All ${number(orders)}`} orders from here ${breaking}.`;
    return `Of the ${number(orders)} orders from here, ${broken === 1n ? `1 ${this.breaks}` : `${number(broken)} ${breaking}`}.`;
  }

  // For code that no order breaks: after one order has been tried, say that no other breaks it either.
  never(here) {
    const { orders, broken } = this.graph.at(this.graph.start);
    return here.complaints?.length === 0 && broken !== null && BigInt(broken) === 0n ? `impossible: none of the ${number(orders)} orders ${this.breaks}` : "";
  }

  // Why there is no order to show.
  none() {
    const { orders } = this.graph.at(this.graph.start);
    return `There is none to show: not one of the ${number(orders)} orders ${this.breaks}.`;
  }
}

const thirdPerson = (words) => {
  const [verb, ...rest] = words.split(" ");
  const ending = /(s|x|z|ch|sh|o)$/.test(verb) ? "es" : "s";
  return [verb === "have" ? "has" : verb + ending, ...rest].join(" ");
};
