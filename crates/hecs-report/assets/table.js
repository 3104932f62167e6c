// A table: sorting by any column, filtering, the wide view. Its tools stand before its frame. `choose` gets a row that
// is clicked, and whether by its button.
function tableTools(table, choose) {
  const body = table.tBodies[0], heads = [...table.tHead.rows[0].cells], rows = [...body.rows];
  const value = (row, column) => {
    const cell = row.cells[column], text = cell.dataset.v ?? cell.textContent.trim();
    return text === "–" || text === "" ? null : Number.isNaN(Number(text)) ? text : Number(text);
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b
    : String(a).localeCompare(String(b), "en", { numeric: true });
  heads.forEach((head, column) => head.querySelector("button")?.addEventListener("click", () => {
    const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    heads.forEach(h => h.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    // Rows without a value stay at the end either way.
    const sorted = [...rows].sort((r, s) => {
      const [a, b] = [value(r, column), value(s, column)];
      return a === null || b === null ? (a === null) - (b === null) : sign * compare(a, b);
    });
    body.append(...sorted);
  }));
  const tools = table.parentElement.previousElementSibling;
  const filter = tools.querySelector("[type=search]"), count = tools.querySelector(".count");
  const apply = () => {
    const wanted = filter.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const text = [row.querySelector("th").dataset.v, row.textContent].join(" ").toLowerCase();
      row.hidden = !text.includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = `${shown} of ${rows.length}`;
  };
  filter.addEventListener("input", apply);
  apply();
  tools.querySelector("#wide")?.addEventListener("change", e => table.classList.toggle("wide", e.target.checked));
  body.addEventListener("click", e => {
    const row = e.target.closest("tr");
    if (row && !e.target.closest(".tick")) choose(row, Boolean(e.target.closest("button")));
  });
}
