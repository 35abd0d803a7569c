// The contention chart while it is measured: Python measures and draws; this shows it, starts and stops.

class Contention {
  constructor(data, link) {
    this.link = link;
    this.go = button(say("Start"), () => link().set("running", true), { class: "k-next" });
    this.stop = button(say("Stop"), () => {
      link().set("running", false);
      this.said.textContent = say("Stopping after the measurement that is under way ...");
    });
    this.bar = h("progress", { max: "1", value: "0", "aria-label": say("How much has been measured") });
    this.said = h("p", { class: "k-said", role: "status", "aria-live": "polite" });
    this.picture = h("div", { class: "k-picture", role: "group", "aria-label": say("The chart"), tabindex: "0", ...OURS });
    this.root = h("div", { class: "k-bench", role: "group", "aria-label": say("Contention chart") }, h("div", { class: "k-controls" }, this.go, this.stop, this.bar), this.said, this.picture);
    this.change("picture", data.picture);
    this.change("said", data.said); // until a kernel has its say
    turn(this.go, false);
    turn(this.stop, false);
  }

  // The kernel was restarted or has died: nothing answers the buttons any more.
  lose() {
    turn(this.go, false);
    turn(this.stop, false);
    this.said.textContent = say("The kernel that measured is gone. Run the cell again to measure: that takes a kernel.");
  }

  change(name, value) {
    if (name === "picture") this.picture.innerHTML = value;
    if (name === "said") this.said.textContent = value;
    if (name === "progress") this.bar.value = value;
    if (name === "running") {
      turn(this.go, !value);
      turn(this.stop, value);
    }
  }
}

kinds.contention = (data) => {
  const chart = new Contention(data, () => link);
  const link = new Link(data.key, ["picture", "said", "progress", "running"], (name, value) => chart.change(name, value));
  const watch = (model) => model.on("comm_live_update", () => chart.lose());
  link.models.forEach(watch);
  links.bus.addEventListener(data.key, (event) => watch(event.detail));
  return [chart.root];
};
