// Python as lines of markup; a sign, a word and a colour mark the line where the client is paused.

const TOKENS =
  /(#.*$)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\b(def|class|return|if|elif|else|for|while|in|not|and|or|is|try|except|finally|raise|with|as|import|from|pass|break|continue|lambda|yield|None|True|False)\b/g;
const CLASSES = [null, "k-comment", "k-string", "k-word"];
const MOST_LINES = 26;

const coloured = (line) => {
  const parts = [];
  let end = 0;
  for (const match of line.matchAll(TOKENS)) {
    const kind = [1, 2, 3].find((group) => match[group] !== undefined);
    parts.push(breakable(line.slice(end, match.index)), h("span", { class: CLASSES[kind] }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, breakable(line.slice(end))];
};

// A line that is too long breaks after a dot, a bracket, a comma or an underscore, and not inside a word.
const breakable = (text) => text.split(/(?<=[._(,])/).flatMap((part, i) => (i ? [h("wbr"), part] : [part]));

const listing = (source, paused) => {
  const lines = source.split("\n");
  const doc = docstring(lines);
  const first = lines.length <= MOST_LINES ? 1 : Math.min(Math.max(paused - 12, 1), lines.length - MOST_LINES + 1);
  const numbers = lines.map((_, i) => i + 1).slice(first - 1, first - 1 + MOST_LINES);
  const shown = numbers.filter((n) => n <= doc.from || n > doc.to);
  return h("div", { class: "k-code", translate: "no" }, shown.map((n) => codeLine(lines[n - 1], n, paused, n === doc.from)));
};

// A docstring takes one line, cut to fit: the code is what matters here.
const docstring = (lines) => {
  const from = lines.findIndex((line) => line.trim().startsWith('"""'));
  const to = lines.findIndex((line, i) => i >= from && line.trim().endsWith('"""') && (i > from || line.trim().length > 5));
  return from < 0 || to < 0 ? { from: 0, to: 0 } : { from: from + 1, to: to + 1 };
};

const codeLine = (line, lineNumber, paused, doc) => {
  const here = lineNumber === paused;
  const depth = line.length - line.trimStart().length;
  return h(
    "div",
    { class: `k-line ${here ? "k-paused" : ""} ${doc ? "k-doc" : ""}`, "aria-current": here ? "step" : null },
    h("span", { class: "k-number", "aria-hidden": "true" }, here ? "▶" : String(lineNumber)),
    here && h("span", { class: "k-unseen" }, say("paused at line {line}: ", { line: lineNumber })),
    h("code", { style: `--depth:${depth}ch` }, doc ? h("span", { class: "k-comment" }, line.trim()) : coloured(line.trimStart().replace(/ {2,}#/, "  #"))),
  );
};
