// The one script that a kernel sends: it ties a figure's model in Python to the figure on the page.
// The figure itself is plain HTML that needs no kernel; `render` serves a widget inside another widget.

const links = (window.kubeishLinks ??= { models: new Map(), bus: new EventTarget() });

const initialize = ({ model }) => {
  const key = model.get("key");
  if (!links.models.has(key)) links.models.set(key, new Set());
  links.models.get(key).add(model);
  links.bus.dispatchEvent(new CustomEvent(key, { detail: model }));
  return () => links.models.get(key).delete(model);
};

const render = ({ model, el }) => {
  el.innerHTML = model.get("html");
  for (const old of el.querySelectorAll("script")) {
    const script = document.createElement("script");
    for (const { name, value } of old.attributes) script.setAttribute(name, value);
    script.textContent = old.textContent;
    old.replaceWith(script);
  }
};

export default { initialize, render };
