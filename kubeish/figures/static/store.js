// The store in the stepper: each key with its value and index, and what the last step did to it.

const storeTable = (graph, here, before, move) => {
  const then = new Map((before?.store ?? here.store).map(([key, value]) => [key, value]));
  const rows = here.store.map(([key, value, index]) => storeRow(graph, key, value, index, then.get(key), move));
  const gone = [...then].filter(([key]) => !here.store.some(([other]) => other === key));
  const deleted = gone.map(([key, value]) => storeRow(graph, key, null, "", value, move));
  if (!rows.length && !deleted.length) return h("p", { class: "k-empty" }, "empty");
  return h("ul", { class: "k-keys" }, rows, deleted);
};

const storeRow = (graph, key, value, index, was, move) => {
  const changed = move?.changed.includes(key);
  const touched = move?.touched.includes(key);
  const signs = ["k-key", changed && "k-changed", changed && move.blind && "k-lost", touched && !changed && "k-read"];
  return h(
    "li",
    { class: signs.filter(Boolean).join(" ") },
    h("div", { class: "k-name", translate: "no" }, key.slice(graph.prefix.length)),
    h("div", { class: "k-value", translate: "no" }, value === null ? h("del", {}, was) : value, index !== "" && h("span", { class: "k-index" }, `index ${index}`)),
    touched && h("div", { class: "k-was" }, storeWords(graph, move, changed, value, was)),
  );
};

const storeWords = (graph, move, changed, value, was) => {
  const name = graph.clients[move.who];
  if (!changed) return `${name} looked, and changed nothing`;
  if (value === null) return `${name} deleted it`;
  return was === undefined ? `new, from ${name}` : [`${name} put this over `, h("del", { translate: "no" }, was)];
};
