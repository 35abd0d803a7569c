// What all figures share: making elements, and the link to Python. The files of one figure are joined
// into one module, this one first and start.js last.

const h = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return node;
};

const svg = (tag, attributes = {}, ...children) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
};

// In Jupyter a key such as A inserts a cell. Each element that may have the focus has to forbid it.
const OURS = { "data-lm-suppress-shortcuts": "true" };

const button = (label, press, attributes = {}) =>
  h("button", { type: "button", ...OURS, onclick: (event) => isOn(event.currentTarget) && press(event), ...attributes }, label);

// A button that is off keeps the focus, unlike one that is disabled: the keyboard stays usable.
const turn = (node, on) => node.setAttribute("aria-disabled", String(!on));
const isOn = (node) => node.getAttribute("aria-disabled") !== "true";

const number = (value) => BigInt(value).toLocaleString("en");
// A full stop, and no capital: the first word may be the name of a pod.
const sentence = (words) => (/[.!?。！？]$/.test(words) ? words : say("{words}.", { words }));

// The texts of a page in its reader's language, by their English; start.js fills them in.
const texts = {};
const [HAN, LATIN] = [/[\u3400-\u9fff]/, /[A-Za-z0-9]/];
const say = (text, values = {}) => {
  const words = texts[text] ?? text;
  return words.replace(/\{(\w+)\}/g, (whole, name, at) => {
    const value = String(values[name] ?? whole);
    const [before, after] = [words[at - 1] ?? "", words[at + whole.length] ?? ""];
    // Chinese sets a space between one of its characters and a Latin one.
    return (HAN.test(before) && LATIN.test(value[0]) ? " " : "") + value + (HAN.test(after) && LATIN.test(value.at(-1)) ? " " : "");
  });
};

// A model is what Python sees of a figure; link.js puts it here. Without a kernel there is none.
const links = (window.kubeishLinks ??= { models: new Map(), bus: new EventTarget() });

class Link {
  // `changed(name, value)` is called when Python has set one of `names`, and for each when a model is found.
  constructor(key, names, changed) {
    Object.assign(this, { key, names, changed });
    for (const model of this.models) this.join(model);
    links.bus.addEventListener(key, (event) => this.join(event.detail));
  }
  get models() {
    return [...(links.models.get(this.key) ?? [])];
  }
  join(model) {
    for (const name of this.names) {
      model.on(`change:${name}`, () => this.changed(name, model.get(name)));
      this.changed(name, model.get(name));
    }
  }
  set(name, value) {
    for (const model of this.models) {
      if (JSON.stringify(model.get(name)) === JSON.stringify(value)) continue;
      model.set(name, value);
      model.save_changes();
    }
  }
}

const kinds = {};
