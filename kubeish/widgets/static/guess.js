// A guess before a run and its answer after it. They find each other on the page; the browser keeps the guess.

const guesses = (window.kubeishGuesses ??= { picked: new Map(), answers: new Map(), bus: new EventTarget() });

// Storage may be off limits, as in a page that was opened as a file.
const remembered = (id) => {
  try {
    return localStorage.getItem(`kubeish guess ${id}`) ?? "";
  } catch {
    return "";
  }
};
const remember = (id, choice) => {
  try {
    localStorage.setItem(`kubeish guess ${id}`, choice);
  } catch {} // it is kept for as long as the page is open
};

const tell = (kind, id, value) => {
  guesses[kind].set(id, value);
  guesses.bus.dispatchEvent(new Event(id));
};

// A sentence in the reader's language, with its values put in.
const phrase = ({ words }, key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

class Guess {
  constructor(data, picked) {
    Object.assign(this, data);
    this.picked = picked;
    this.buttons = this.choices.map((choice) => button(this.labels[choice], () => this.pick(choice), { "aria-pressed": "false" }));
    this.heard = h("p", { class: "k-heard", role: "status" });
    const choices = h("div", { class: "k-choices" }, this.buttons);
    this.root = h("div", { class: "k-question", role: "group", "aria-label": phrase(this, "guess-label", this) }, h("p", {}, this.question), choices, this.heard);
    guesses.bus.addEventListener(this.id, () => this.show());
    const before = remembered(this.id);
    if (this.choices.includes(before)) this.pick(before);
    this.show();
  }

  get choice() {
    return guesses.picked.get(this.id) ?? "";
  }

  pick(choice) {
    remember(this.id, choice);
    tell("picked", this.id, choice);
    this.picked(choice);
  }

  show() {
    const answer = this.choice && guesses.answers.get(this.id); // nothing is given away before a guess
    this.choices.forEach((choice, i) => {
      const node = this.buttons[i];
      const mine = choice === this.choice;
      node.setAttribute("aria-pressed", String(mine));
      node.classList.toggle("k-right", Boolean(answer) && choice === answer);
      node.classList.toggle("k-wrong", Boolean(answer) && mine && choice !== answer);
      const sign = !answer ? "" : choice === answer ? "✔ " : mine ? "✖ " : "";
      node.textContent = `${sign}${this.labels[choice]}`;
      turn(node, !answer);
    });
    this.heard.textContent = this.describe(answer);
  }

  describe(answer) {
    const values = { guess: this.labels[this.choice], answer: this.labels[answer] ?? answer };
    if (!this.choice) return phrase(this, "guess-first", values);
    if (!answer) return phrase(this, "guess-go-on", values);
    return phrase(this, this.choice === answer ? "guess-was-right" : "guess-was-wrong", values);
  }
}

kinds.guess = (data) => {
  let link = null; // a guess that is remembered is there before the link is
  const guess = new Guess(data, (choice) => link?.set("picked", choice));
  link = new Link(data.key, ["picked"], (_, choice) => {
    if (choice && choice !== guess.choice) guess.pick(choice);
    if (!choice && guess.choice) queueMicrotask(() => link.set("picked", guess.choice)); // made before this kernel ran
  });
  return [guess.root];
};

kinds.answer = (data, root) => {
  const said = root.querySelector(".k-guessed");
  const show = () => {
    const choice = guesses.picked.get(data.id) || data.picked;
    const key = !choice ? "answer-is" : choice === data.answer ? "answer-right" : "answer-wrong";
    said.textContent = phrase(data, key, { guess: data.labels[choice] });
  };
  guesses.bus.addEventListener(data.id, show);
  if (data.picked && !guesses.picked.has(data.id)) guesses.picked.set(data.id, data.picked); // saved with the notebook
  tell("answers", data.id, data.answer);
  return null; // nothing is drawn anew
};
