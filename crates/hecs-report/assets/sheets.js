// On paper each structure of the comparison, and the one that is shown, has a page of its own: picture, legend, profile, numbers.
const PORTRAIT_PIXELS = 1060; // 90 mm at 300 dots per inch
// What decides and the lowest hops, so many, are on the page of a structure; all are in hops.csv.
const PRINTED_HOPS = 8;

const onPaper = () => {
  const numbers = ticked();
  return chosen && !numbers.includes(chosen.no) ? [...numbers, chosen.no] : numbers;
};

// A browser that is about to print does not wait: maps and networks are unpacked before.
async function unpackForPaper() {
  for (const no of onPaper()) {
    const crystal = data.crystals.find(c => c.no === no);
    // What cannot be unpacked is missing on paper as it is on the screen, where the words say why.
    try {
      if (crystal?.map) crystal.codes ??= await unpackMap(crystal.map);
      if (crystal?.network) await networkOf(crystal);
    } catch { /* said on the screen */ }
  }
}

// A view of its own for the pictures, which never is on the screen.
let portraitist;
function portrait(crystal) {
  try { portraitist ??= CrystalScene.create(document.createElement("canvas")); } catch { portraitist = null; }
  if (!portraitist) return null;
  portraitist.colouring = scene?.colouring ?? "elements";
  portraitist.hidden = hiddenAtFirst(crystal);
  portraitist.net = null;
  portraitist.show(crystal, data.roles);
  if (crystal.codes) portraitist.setSurface(surfaceAt(crystal, levelRange(crystal)[0]), crystal.map.n);
  if (crystal.net) drawNetwork(crystal.net, portraitist);
  portraitist.paint(PORTRAIT_PIXELS, PORTRAIT_PIXELS, NEUTRAL);
  const box = document.createElement("div"), image = element("img", undefined, box);
  box.className = "portrait";
  image.alt = `Crystal of ${crystal.name}`;
  image.src = portraitist.canvas.toDataURL("image/png");
  for (const { text, at } of portraitist.axes) {
    const [x, y] = portraitist.project(at, portraitist.view(), [100, 100]), name = element("i", text, box);
    name.style.left = `${x}%`;
    name.style.top = `${y}%`;
  }
  return box;
}

function sheet(no) {
  const compound = data.compounds.find(c => c.no === no), crystal = data.crystals.find(c => c.no === no), box = document.createElement("article");
  box.className = "sheet";
  element("h2", undefined, box).innerHTML = compound?.html ?? crystal.html;
  if (compound?.source) element("p", compound.source, box).className = "caption";
  const top = element("div", undefined, box), picture = crystal && portrait(crystal);
  top.className = "sheet-top";
  if (picture) top.append(picture);
  const beside = element("div", undefined, top), profile = crystal && profileOf(crystal);
  if (profile) {
    beside.innerHTML = profile.svg;
    element("p", profile.words, beside).className = "caption";
  } else element("p", crystal ? crystal.noPath : "There is no crystal for this compound.", beside);
  if (crystal) beside.append(barrierTable(crystal));
  if (crystal) box.append(sheetLegend(crystal));
  if (crystal?.net?.hops.length) box.append(...sheetHops(crystal.net));
  if (compound?.details.length) box.append(detailsTable(compound));
  return box;
}

function barrierTable({ barriers }) {
  const table = document.createElement("table"), head = table.createTHead().insertRow(), row = table.createTBody().insertRow();
  DIMENSIONS.forEach((name, k) => {
    element("th", `Barrier in ${name} (eV)`, head).scope = "col";
    row.insertCell().textContent = energy(barriers[k]);
  });
  return table;
}

function sheetLegend(crystal) {
  const box = document.createElement("p"), hidden = hiddenAtFirst(crystal);
  box.className = "sheet-legend";
  for (const { k, name, colour } of legendOf(crystal, portraitist?.colouring !== "roles")) if (!hidden.has(k)) {
    const entry = element("span", undefined, box);
    entry.innerHTML = `<i style="background:rgb(${colour})"></i>${name}`;
  }
  const [low, high] = crystal.net?.range ?? [0, 0];
  if (high - low >= 5e-4) {
    const entry = element("span", `hops by their saddle points, ${energy(low)} eV `, box), bar = element("i", undefined, entry);
    bar.className = "bar-of-scale";
    bar.style.background = scaleGradient();
    entry.append(` ${energy(high)} eV`);
  }
  if (crystal.codes) element("span", `surface at ${levelRange(crystal)[0].toFixed(3)} eV`, box);
  return box;
}

function sheetHops(net) {
  const plain = (words, cell) => cell.append(words), hops = net.hops.filter((hop, k) => k < PRINTED_HOPS || hop.decides);
  const table = hopTable(net, hops, plain, (_, words, cell) => cell.append(words)), words = document.createElement("p");
  words.className = "caption";
  words.textContent = hops.length < net.hops.length ? `The lowest hops and those that decide, of ${net.hops.length}; energies in eV.` : "All hops; energies in eV.";
  return [table, words];
}

function layOut() {
  takeUp();
  const box = byId("crystal"), numbers = onPaper();
  if (!box || !numbers.length) return;
  const sheets = element("div", undefined, box);
  sheets.id = "sheets";
  sheets.append(...numbers.map(sheet));
  box.classList.add("on-paper");
}

function takeUp() {
  byId("sheets")?.remove();
  byId("crystal")?.classList.remove("on-paper");
}
addEventListener("beforeprint", layOut);
addEventListener("afterprint", takeUp);
