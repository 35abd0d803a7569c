// Light or dark as the reader's system is, or as the reader has chosen. Figures look at data-jp-theme-light, as in JupyterLab.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const dark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";
  const paint = () => {
    root.dataset.jpThemeLight = String(!dark());
    const button = document.getElementById("theme");
    if (button) button.textContent = dark() ? button.dataset.light : button.dataset.dark;
  };
  // What is wider than the page is scrolled by keys as well, once they can reach it.
  const reach = () => {
    for (const wide of document.querySelectorAll("pre, table, .output, .output div")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
  };
  // On a narrow screen the titles of the lessons are behind a button.
  const fold = (menu, lessons) => {
    const wide = matchMedia("(min-width: 1100px)");
    const show = (open) => {
      lessons.hidden = !open && !wide.matches;
      menu.setAttribute("aria-expanded", String(open));
    };
    menu.hidden = false;
    show(false);
    menu.addEventListener("click", () => show(menu.getAttribute("aria-expanded") !== "true"));
    wide.addEventListener("change", () => show(false));
  };
  paint();
  system.addEventListener("change", paint);
  addEventListener("resize", reach);
  addEventListener("toggle", reach, true);
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    button.hidden = false;
    button.addEventListener("click", () => {
      try { localStorage.setItem("theme", dark() ? "light" : "dark"); } catch { /* it lasts as long as the page */ }
      paint();
    });
    const menu = document.getElementById("menu");
    if (menu) fold(menu, document.getElementById("lessons"));
    // What only a served page can do is not offered by a file.
    if (location.protocol === "file:") for (const link of document.querySelectorAll(".served")) link.hidden = true;
    paint();
    reach();
  });
})();
