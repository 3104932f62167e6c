// The data of the page, and its theme: that of the system until the reader switches.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);

function theme(name) {
  document.documentElement.dataset.theme = name;
  byId("theme").textContent = name === "dark" ? "Light" : "Dark";
  document.dispatchEvent(new Event("theme"));
}
const dark = matchMedia("(prefers-color-scheme: dark)");
theme(dark.matches ? "dark" : "light");
dark.addEventListener("change", e => theme(e.matches ? "dark" : "light"));
byId("theme").addEventListener("click", () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));

// Marks a row or a column wherever it is shown.
function mark(no) {
  for (const mark of document.querySelectorAll(".d.sel, tr.sel")) mark.classList.remove("sel");
  for (const mark of document.querySelectorAll(`[data-no="${no}"]`)) mark.classList.add("sel");
}

// A frame that scrolls and holds nothing that takes the focus takes it itself, for the arrow keys.
function reachFrames() {
  for (const frame of document.querySelectorAll(".scroll")) {
    const scrolls = frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight;
    if (scrolls && !frame.querySelector("a[href], button, input, select, summary, [tabindex]")) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }
}
// The body changes its size with the window and with what is put into it later.
new ResizeObserver(reachFrames).observe(document.body);
