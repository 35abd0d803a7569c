// A bar that fills while something runs in a kernel. Without one there is nothing to wait for, and no bar.

kinds.progress = (data, root) => {
  const bar = root.querySelector("progress");
  bar.setAttribute("aria-label", say("How much is done"));
  new Link(data.key, ["done"], (_, done) => {
    bar.hidden = false;
    bar.value = done;
  });
  return null; // nothing is drawn anew
};
