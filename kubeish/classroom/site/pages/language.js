// The other language opens at the same place: a cell has the same id in both.
for (const link of document.querySelectorAll("a[hreflang]")) {
  link.addEventListener("click", () => {
    const cells = [...document.querySelectorAll("main > [id]")];
    const here = cells.findLast((cell) => cell.getBoundingClientRect().top < 90);
    link.hash = here && scrollY ? here.id : "";
  });
}
