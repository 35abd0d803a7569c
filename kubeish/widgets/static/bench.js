// The scheduler bench: the same pods by each scheduler, side by side. A column for each machine, a brick for each pod,
// the band that chance predicts. The chosen scheduler is the one that is explained in words.

const HEIGHT = 220;
const WIDEST = 640;
const NARROWEST = 200;
const LEGEND = 34;
const AXIS = 44;
const BESIDE = 300; // a picture this wide may stand beside another
const GAP = 16;

class Bench {
  constructor(data, moved) {
    Object.assign(this, data);
    this.moved = moved;
    this.run = data.runs[0];
    this.width = WIDEST;
    this.build();
    this.show();
    new ResizeObserver(() => this.fit()).observe(this.picture);
  }

  build() {
    const options = this.runs.map((run, i) => h("option", { value: String(i) }, run.label));
    this.chooser = h("select", { ...OURS, onchange: () => this.choose(Number(this.chooser.value)) }, options);
    this.picture = h("div", { class: "k-columns" });
    this.why = h("p", { class: "k-said", role: "status", "aria-live": "polite" });
    this.out = h("ul", { class: "k-out" });
    this.spread = h("p", { class: "k-spread" });
    const step = (label, by) => button(label, () => this.go(this.shown + by));
    this.back = step(say("Back"), -1);
    this.more = [button(say("Next pod"), () => this.go(this.shown + 1), { class: "k-next" }), step(say("Ten more"), 10), step(say("All"), Infinity)];
    this.again = button(say("Start again"), () => this.go(0));
    const controls = h("div", { class: "k-controls" }, h("label", {}, `${say("scheduler")} `, this.chooser), this.more, this.back, this.again);
    this.root = h("div", { class: "k-bench", role: "group", "aria-label": say("Scheduler bench") }, controls, this.picture, this.why, this.out, this.spread);
  }

  // The picture is drawn again for a narrower place: scaled down, its words could not be read.
  fit() {
    const all = this.picture.clientWidth;
    const columns = this.runs.length > 1 && all >= 2 * BESIDE + GAP ? 2 : 1;
    const width = Math.max(NARROWEST, Math.min(WIDEST, (all - (columns - 1) * GAP) / columns - AXIS));
    if (width === this.width) return;
    this.width = width;
    this.paint();
  }

  paint() {
    const named = this.runs.length > 1;
    this.picture.replaceChildren(...this.runs.map((run) => h("div", { class: run === this.run ? "k-one k-chosen" : "k-one" }, named && h("b", {}, run.label), this.draw(run))));
  }

  // The pods that the longest run places: one that is stopped earlier keeps those that it has.
  get most() {
    return Math.max(...this.runs.map((run) => run.choices.length));
  }

  choose(index) {
    this.run = this.runs[index];
    this.chooser.value = String(index);
    this.show();
    this.moved("chosen", this.run.name);
  }

  go(shown) {
    const before = this.shown;
    this.shown = Math.max(0, Math.min(shown, this.most));
    this.show(this.shown === before + 1);
    this.moved("shown", this.shown);
  }

  show(falling = false) {
    this.shown = Math.min(this.shown, this.most);
    this.paint();
    if (falling) this.picture.querySelectorAll(".k-newest").forEach(fall);
    this.explain(this.run.choices[this.shown - 1]);
    this.spread.textContent = this.spreadWords(this.run);
    turn(this.back, this.shown > 0);
    turn(this.again, this.shown > 0);
    for (const node of this.more) turn(node, this.shown < this.most);
  }

  explain(choice) {
    const end = this.shown >= this.run.choices.length && this.run.stopped;
    if (end || !choice) this.why.textContent = end || say("No pod yet.");
    else this.why.replaceChildren(h("b", {}, say("{pod} goes to {machine}: ", { pod: this.pods[this.shown - 1], machine: this.machines[choice[0]] })), sentence(choice[1]));
    this.why.classList.toggle("k-bad", Boolean(end));
    const out = choice?.[2] ?? [];
    this.out.replaceChildren(...out.map(([machine, because]) => h("li", {}, say("{machine} was out of the question: ", { machine: this.machines[machine] }), sentence(because))));
  }

  counts(run) {
    const placed = run.choices.slice(0, this.shown);
    return this.machines.map((_, machine) => placed.filter(([where]) => where === machine).length);
  }

  spreadWords(run) {
    const shown = Math.min(this.shown, run.choices.length);
    if (!shown) return "";
    const counts = this.counts(run);
    const [low, high] = this.bands[shown];
    const outside = counts.filter((count) => count < low || count > high).length;
    const values = { shown, least: Math.min(...counts), most: Math.max(...counts), low, high, outside };
    const range = say("{shown} pods. The emptiest machine has {least}, the fullest {most}.", values);
    const chance = outside === 0
      ? say("By chance alone, 19 machines of 20 would have {low} to {high}; here none is outside.", values)
      : outside === 1
        ? say("By chance alone, 19 machines of 20 would have {low} to {high}; here one is outside.", values)
        : say("By chance alone, 19 machines of 20 would have {low} to {high}; here {outside} are outside.", values);
    return [range, chance].join(" ");
  }

  draw(run) {
    const counts = this.counts(run);
    const [low, high] = this.bands[this.shown];
    const most = Math.max(...this.runs.flatMap((each) => this.counts(each)), high, 6); // one scale for all
    const brick = Math.min(18, (HEIGHT - 12) / most);
    const y = (count) => HEIGHT - count * brick;
    const mean = this.shown / counts.length;
    const right = AXIS + this.width;
    const band = svg("rect", { class: "k-band", x: AXIS, width: this.width, y: y(high), height: Math.max(y(low) - y(high), 2) });
    const line = svg("line", { class: "k-mean", x1: AXIS, x2: right, y1: y(mean), y2: y(mean) });
    const labels = [low, high].map((count) => svg("text", { class: "k-axis", x: AXIS - 6, y: y(count) + 4, "text-anchor": "end" }, String(count)));
    const slots = this.shown ? 0 : Math.min(most, Math.ceil(this.pods.length / counts.length)); // an even share, before the first pod
    const columns = counts.map((count, machine) => this.column(machine, count, { slots, brick, low, high, newest: run.choices[this.shown - 1]?.[0] }));
    const words = this.machines.map((name, machine) => `${name} ${counts[machine]}`).join(", ");
    return svg(
      "svg",
      { role: "img", viewBox: `0 ${-LEGEND} ${right} ${HEIGHT + LEGEND + 44}`, width: right, height: HEIGHT + LEGEND + 44, "aria-label": say("Pods on each machine: {words}", { words }) },
      svg("title", {}, say("Pods on each machine under {scheduler}", { scheduler: run.label })),
      svg("desc", {}, `${words}. ${this.spreadWords(run)}`),
      this.shown ? [band, line, ...labels, ...legend()] : [],
      ...columns,
    );
  }

  column(machine, count, { slots, brick, low, high, newest }) {
    const column = this.width / this.machines.length;
    const middle = AXIS + column * (machine + 0.5);
    const wide = Math.min(column * 0.7, 64);
    const bricks = Array.from({ length: count || slots }, (_, i) => {
      const last = i === count - 1 && machine === newest;
      const place = { x: middle - wide / 2, y: HEIGHT - (i + 1) * brick, width: wide, height: Math.max(brick - 2, brick * 0.7) };
      return svg("rect", { class: !count ? "k-slot" : last ? "k-pod k-newest" : "k-pod", ...place, rx: Math.min(3, brick / 4) });
    });
    const far = count < low || count > high;
    const line = svg("line", { class: "k-floor", x1: middle - wide / 2 - 4, x2: middle + wide / 2 + 4, y1: HEIGHT + 1, y2: HEIGHT + 1 });
    const name = svg("text", { class: "k-machine", x: middle, y: HEIGHT + 18, "text-anchor": "middle" }, this.machines[machine]);
    const sum = svg("text", { class: "k-count", x: middle, y: HEIGHT + 36, "text-anchor": "middle" }, far && this.shown ? `${count} ${count < low ? "▼" : "▲"}` : String(count));
    return svg("g", {}, ...bricks, line, name, sum);
  }
}

// Above the columns, where no pod can hide it.
const legend = () => {
  const y = -LEGEND + 16;
  const words = (x, text) => svg("text", { class: "k-axis", x, y }, text);
  const band = svg("rect", { class: "k-band", x: AXIS, y: y - 10, width: 16, height: 12 });
  const line = svg("line", { class: "k-mean", x1: AXIS + 128, x2: AXIS + 148, y1: y - 4, y2: y - 4 });
  return [band, words(AXIS + 22, say("by chance alone")), line, words(AXIS + 154, say("the mean"))];
};

// The new pod drops onto its machine, unless the reader has asked for less motion.
const fall = (pod) => {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  pod.animate([{ transform: "translateY(-160px)", opacity: 0 }, { transform: "none", opacity: 1 }], { duration: 300, easing: "ease-in" });
};

kinds.bench = (data) => {
  const bench = new Bench(data, (name, value) => link.set(name, value));
  const set = {
    chosen: (name) => name !== bench.run.name && bench.choose(bench.runs.findIndex((run) => run.name === name)),
    shown: (count) => count !== bench.shown && bench.go(count),
  };
  const link = new Link(data.key, ["chosen", "shown"], (name, value) => set[name](value));
  return [bench.root];
};
