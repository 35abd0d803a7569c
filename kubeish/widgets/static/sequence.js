// A run as a sequence diagram: a line down for each client and one for the store, an arrow for each request and answer.

const LINE = 46;
const HEAD = 40;

const sequence = (graph, path, done) => {
  const names = [...graph.clients];
  names.splice(names.length > 1 ? Math.ceil(names.length / 2) : 1, 0, null); // null stands for the store
  const gap = 250;
  const width = gap * (names.length - 1) + 200;
  const height = HEAD + LINE * Math.max(path.length, 1) + 14;
  const x = (name) => 100 + gap * names.indexOf(name);
  const lines = names.map((name) => lifeline(graph, name, x(name), height));
  const arrows = path.map((move, i) => exchange(graph, move, { from: x(graph.clients[move.who]), to: x(null), y: HEAD + LINE * i + 22, later: i >= done }));
  const title = svg("title", {}, say("The steps as a sequence diagram"));
  const desc = svg("desc", {}, path.map((move, i) => `${i + 1}. ${graph.clients[move.who]} ${move.verb} ${move.what} ${move.index}`).join("; "));
  return svg("svg", { role: "img", width, height, viewBox: `0 0 ${width} ${height}`, class: "k-sequence", "aria-label": say("The steps as a sequence diagram") }, title, desc, ...lines, ...arrows);
};

const lifeline = (graph, name, x, height) => {
  const client = graph.clients.indexOf(name);
  const words = name ?? say("store");
  const wide = Math.max(words.length * 9 + 16, 30);
  return svg(
    "g",
    { class: name === null ? "k-life" : `k-life k-client-${client % 4}` },
    svg("line", { x1: x, x2: x, y1: 28, y2: height - 6 }),
    svg("rect", { x: x - wide / 2, y: 4, width: wide, height: 24, rx: 6 }),
    svg("text", { x, y: 21, "text-anchor": "middle", class: "k-life-name" }, words),
  );
};

const exchange = (graph, move, { from, to, y, later }) => {
  const way = Math.sign(to - from);
  const kind = ["k-exchange", `k-client-${move.who % 4}`, move.blind && "k-harm", later && "k-later"].filter(Boolean).join(" ");
  if (!ASKS.includes(move.kind)) return svg("g", { class: kind }, cross(from, y), svg("text", { x: from + 14 * way, y: y + 4, "text-anchor": way > 0 ? "start" : "end" }, clipped(`${move.verb} ${move.what}`, 30)));
  const arrives = move.kind === "step" || move.applied;
  const asks = arrow(from, arrives ? to : (from + to) / 2, y, "");
  const answers = move.kind === "step" ? [arrow(to, from, y + 15, "4 3")] : arrives ? [arrow(to, (from + to) / 2, y + 15, "4 3"), cross((from + to) / 2, y + 15)] : [cross((from + to) / 2, y)];
  const words = clipped(`${move.verb} ${move.what}`, 30);
  const label = svg("text", { x: (from + to) / 2, y: y - 5, "text-anchor": "middle" }, move.blind ? `✖ ${words}` : words);
  const told = move.index && svg("text", { x: to + 8 * way, y: y + 12, "text-anchor": way > 0 ? "start" : "end", class: "k-told" }, move.index);
  return svg("g", { class: kind }, asks, ...answers, label, told || []);
};

const clipped = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}…` : words);

const arrow = (from, to, y, dash) => {
  const way = Math.sign(to - from);
  const line = svg("line", { x1: from, x2: to - 3 * way, y1: y, y2: y, "stroke-dasharray": dash });
  return svg("g", {}, line, svg("polyline", { points: `${to - 8 * way},${y - 4} ${to - 1 * way},${y} ${to - 8 * way},${y + 4}` }));
};

const cross = (x, y) => svg("path", { d: `M${x - 6} ${y - 6}L${x + 6} ${y + 6}M${x + 6} ${y - 6}L${x - 6} ${y + 6}`, class: "k-broken" });
