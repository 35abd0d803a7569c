// A bar that fills while something runs in a kernel. Without one there is nothing to wait for, and no bar.

kinds.progress = (data, root) => {
  const bar = root.querySelector("progress");
  bar.setAttribute("aria-label", say("How much is done"));
  new Link(data.key, ["done", "is_over"], (name, value) => {
    if (name === "done") bar.value = value;
    bar.hidden = name === "is_over" && value;
  });
  return null; // nothing is drawn anew
};
