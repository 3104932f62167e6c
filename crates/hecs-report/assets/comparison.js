// The comparison: the easiest paths of the structures that are ticked, over each other, with their numbers beside.
// Colours of Okabe and Ito (2008), each with a dash of its own.
const COMPARED = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c8c8c", "#7f4fc9"];
const DASHES = ["", "6 3", "2 2", "8 2 2 2", "4 4", "1 3", "10 3", "6 2 1 2"];

// The numbers of the structures that are ticked, in the order of the table.
function ticked() {
  const boxes = document.querySelectorAll("#table .tick input:checked");
  return [...boxes].map(box => Number(box.closest("tr").dataset.no));
}

function compare(table) {
  const boxes = [...table.querySelectorAll(".tick input")], choice = byId("compare-dimension");
  const show = () => {
    const numbers = ticked();
    for (const box of boxes) box.disabled = !box.checked && numbers.length >= COMPARED.length;
    drawComparison(numbers, Number(choice.value));
    unpackForPaper();
  };
  table.addEventListener("change", e => { if (e.target.closest(".tick")) show(); });
  choice.addEventListener("change", () => {
    show();
    // The profile beside the crystal is along the same path, unless a hop is chosen.
    if (!chosen || chosenHop !== null) return;
    showProfile(chosen);
    byId("live").textContent = profileOf(chosen)?.words ?? "";
  });
  // Those of the lowest barriers are there at first, along the paths by which they are ranked.
  boxes.slice(0, 3).forEach(box => { box.checked = true; });
  const [first] = ticked(), along = data.crystals.find(c => c.no === first)?.along ?? [];
  choice.value = String(Math.max(0, along.findLastIndex(path => path !== null)));
  show();
}

// What a crystal has for the path in so many dimensions less one; for one that is the same in fewer dimensions it is there once.
function ofDimension(all, dimension) {
  const one = all?.[dimension];
  return Number.isInteger(one) ? ofDimension(all, one) : one;
}

const DIMENSIONS = ["one dimension", "two dimensions", "three dimensions"];

function drawComparison(numbers, dimension) {
  const box = byId("compared");
  if (!box) return;
  box.replaceChildren();
  if (!numbers.length) return;
  const rows = numbers.map((no, k) => ({ ...data.compounds.find(c => c.no === no), along: ofDimension(data.crystals.find(c => c.no === no)?.along, dimension), k }));
  const drawn = rows.filter(row => row.along?.length > 1), without = rows.filter(row => !drawn.includes(row));
  if (drawn.length) {
    const figure = element("figure", undefined, box);
    figure.innerHTML = overlay(drawn);
    const lacking = without.length ? ` No path in ${DIMENSIONS[dimension]}: ${without.map(row => row.formula).join(", ")}.` : "";
    element("figcaption", `Energy above the lowest site along the easiest path of each structure over the hop that decides its barrier in ${DIMENSIONS[dimension]}.${lacking}`, figure);
    enliven(figure);
  } else element("p", `None of these has a path in ${DIMENSIONS[dimension]}.`, box).className = "words";
  box.append(legendTable(rows));
  reachFrames();
}

const escaped = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
// As a style: what marks the chosen one elsewhere must not take the colour away.
const stroke = k => `style="stroke:${COMPARED[k]}" stroke-dasharray="${DASHES[k]}"`;

function overlay(rows) {
  const [w, h, left, bottom] = [620, 260, 44, 34], points = rows.flatMap(row => row.along);
  const far = Math.max(...points.map(p => p[0])) || 1, high = Math.max(.05, ...points.map(p => p[1])) * 1.06;
  const x = s => left + s / far * (w - left - 8), y = e => 8 + (1 - e / high) * (h - bottom - 8);
  let out = `<svg viewBox="0 0 ${w} ${h}" role="img" aria-label="Energy along the easiest paths of ${rows.length} structures"><rect class="s-ink" fill="none" stroke-width="1" x="${left}" y="8" width="${w - left - 8}" height="${h - bottom - 8}"/>`;
  const text = (a, b, words, anchor) => `<text class="f-ink" font-size="11" text-anchor="${anchor}" x="${a}" y="${b}">${words}</text>`;
  for (const [value, label] of niceTicks(0, far, 6)) out += text(x(value), h - bottom + 16, label, "middle");
  for (const [value, label] of niceTicks(0, high, 5)) out += text(left - 5, y(value) + 4, label, "end");
  out += text((left + w) / 2, h - 3, "Distance along the path (Å)", "middle");
  out += `<text class="f-ink" font-size="11" text-anchor="middle" transform="translate(11 ${(h - bottom) / 2}) rotate(-90)">Energy (eV)</text>`;
  for (const row of rows) {
    // A title is text: a formula or a name of a file is no markup.
    const line = row.along.map(([s, e], k) => `${k ? "L" : "M"}${x(s).toFixed(1)} ${y(e).toFixed(1)}`).join("");
    out += `<path class="d" data-no="${row.no}" fill="none" stroke-width="2" ${stroke(row.k)} d="${line}"><title>${escaped(`${row.formula} (${row.source ?? ""})`)}</title></path>`;
  }
  return out + "</svg>";
}

// The numbers side by side, with the line of each.
function legendTable(rows) {
  const frame = document.createElement("div"), table = element("table", undefined, frame), head = table.createTHead().insertRow();
  frame.className = "scroll";
  for (const name of ["", "Structure", "File", "1D (eV)", "2D (eV)", "3D (eV)"]) element("th", name, head).scope = "col";
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    line.dataset.no = String(row.no);
    line.insertCell().innerHTML = `<svg width="34" height="10" aria-hidden="true"><path fill="none" stroke-width="2.5" ${stroke(row.k)} d="M1 5H33"/></svg>`;
    const name = element("th", undefined, line);
    name.scope = "row";
    name.innerHTML = row.html;
    line.insertCell().textContent = (row.source ?? "").split(/[/\\]/).pop();
    for (const energy of row.energies.slice(0, 3)) {
      const cell = line.insertCell();
      cell.className = "n";
      cell.textContent = energy === null ? "–" : energy.toFixed(3);
    }
  }
  return frame;
}
