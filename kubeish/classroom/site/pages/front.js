// On a phone the first door is the reading edition: the browser edition wants a wide screen.
(() => {
  const narrow = matchMedia("(max-width: 640px)");
  const doors = document.querySelector(".doors");
  const [run, read] = doors.querySelectorAll(".run, .read");
  const arrange = () => (narrow.matches ? doors.prepend(read) : doors.prepend(run));
  arrange();
  narrow.addEventListener("change", arrange);
  if (location.protocol === "file:") doors.querySelector(".unserved").hidden = false;
})();
