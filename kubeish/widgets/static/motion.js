// A request on its way from a client to the store, and the answer on its way back: 250 ms each, for eyes alone.

const TRIP = 250;
const ASKS = ["step", "lost"]; // a crash, the end of a lease or of a wait sends nothing
const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const middle = (node, root) => {
  const [box, all] = [node.getBoundingClientRect(), root.getBoundingClientRect()];
  return [box.left - all.left + Math.min(box.width / 2, 120), box.top - all.top + box.height / 2];
};

const travel = (root, client, words, from, to, options = {}) => {
  const packet = h("div", { class: `k-packet k-client-${client % 4}`, "aria-hidden": "true" }, words);
  root.append(packet);
  const at = ([x, y]) => `translate(${x}px, ${y}px) translate(-50%, -50%)`;
  const reach = options.lost ? [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] : to;
  const frames = [{ transform: at(from), opacity: 1 }, { transform: at(reach), opacity: options.lost ? 0 : 1 }];
  const moving = packet.animate(frames, { duration: TRIP, delay: options.delay ?? 0, easing: "ease-in-out", fill: "both" });
  if (options.delay) packet.style.visibility = "hidden";
  setTimeout(() => (packet.style.visibility = ""), options.delay ?? 0);
  moving.finished.then(() => packet.remove(), () => packet.remove());
};

// Show how `move` has gone. What it did is on the page already.
const animate = (root, lane, move) => {
  for (const packet of root.querySelectorAll(".k-packet")) packet.remove();
  const row = root.querySelector(`.k-key[data-key="${CSS.escape(move.touched[0] ?? "")}"]`) ?? root.querySelector(".k-store");
  if (isCalm() || !ASKS.includes(move.kind) || !root.isConnected) return;
  const [client, store] = [middle(lane.node.querySelector(".k-badge"), root), middle(row, root)];
  const arrives = move.kind === "step" || move.applied;
  const asked = move.changed.length || !move.reads ? `${move.verb} ${move.what}` : say("read");
  travel(root, move.who, asked, client, store, { lost: !arrives });
  if (!arrives) return;
  const answer = move.verb === "reads" ? move.what : move.index || "done";
  travel(root, move.who, answer, store, client, { delay: TRIP, lost: move.kind === "lost" });
  if (move.changed.length) row.animate([{ boxShadow: "0 0 0 5px #e69f0099" }, { boxShadow: "0 0 0 0 transparent" }], { duration: 2 * TRIP, delay: TRIP });
};
