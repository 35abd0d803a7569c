// The store in the stepper: each key with its value and index, what the last step did to it, and what each client
// believes it holds. A key keeps its place from the first step to the last, also while it is absent.

const storeTable = (graph, here, before, taken) => {
  const then = new Map((before?.store ?? here.store).map(([key, value]) => [key, value]));
  const now = new Map(here.store.map(([key, value, index]) => [key, { value, index }]));
  const seen = graph.seen(taken);
  if (!graph.keys.length) return [h("p", { class: "k-empty" }, say("empty"))];
  const rows = graph.shown.map((key) => storeRow(graph, key, now.get(key), then.get(key), taken.at(-1), seen));
  const more = graph.keys.length - graph.shown.length;
  const others = more > 0 && h("p", { class: "k-hint" }, more === 1 ? say("And 1 more key that no step here touches.") : say("And {more} more keys that no step here touches.", { more }));
  return [h("ul", { class: "k-keys" }, rows), others || ""];
};

const storeRow = (graph, key, now, was, move, seen) => {
  const changed = move?.changed.includes(key);
  const touched = move?.touched.includes(key) || changed;
  const signs = ["k-key", !now && "k-gone", changed && "k-changed", changed && move.blind && "k-lost", touched && !changed && "k-read"];
  return h(
    "li",
    { class: signs.filter(Boolean).join(" "), "data-key": key },
    h("div", { class: "k-name", translate: "no" }, key.slice(graph.prefix.length)),
    now ? h("div", { class: "k-value", translate: "no" }, now.value, h("span", { class: "k-index" }, say("index {index}", now))) : h("div", { class: "k-absent" }, changed ? h("del", { translate: "no" }, was) : say("absent")),
    h("div", { class: "k-was" }, touched ? storeWords(graph, move, changed, now, was) : ""),
    beliefs(graph, key, now, seen),
  );
};

const storeWords = (graph, move, changed, now, was) => {
  const name = graph.clients[move.who];
  if (!changed) return say("{name} looked, and changed nothing", { name });
  if (!now) return say("{name} deleted it", { name });
  return was === undefined ? say("new, from {name}", { name }) : [say("{name} put this over ", { name }), h("del", { translate: "no" }, was)];
};

// A line for each client that ever learns of the key, so that the lines keep their places.
const beliefs = (graph, key, now, seen) => {
  const lines = graph.clients.map((_, client) => client).filter((client) => graph.learns(client, key));
  return lines.length > 0 && h("ul", { class: "k-beliefs" }, lines.map((client) => belief(graph, client, seen[client].get(key), now)));
};

const belief = (graph, client, known, now) => {
  const badge = h("span", { class: "k-badge", "aria-hidden": "true" }, graph.clients[client]);
  const name = h("span", { class: "k-unseen" }, `${graph.clients[client]} `);
  const stale = known && (known.value !== (now?.value ?? null) || known.index !== (now?.index ?? 0));
  const what = known && (known.value === null ? say("nothing there") : h("span", { class: "k-believed", translate: "no" }, known.value));
  const words = !known ? [say("has not seen it")] : stale ? [h("b", {}, "≠ "), say("believes "), what, say(", index "), String(known.index)] : [say("knows this, index "), String(known.index)];
  return h("li", { class: `k-belief k-client-${client % 4} ${stale ? "k-stale" : known ? "" : "k-unread"}` }, badge, name, h("span", {}, words));
};
