// The page of structures: choice of a compound, and the controls of the three-dimensional view.
let scene = null, chosen = null;
document.addEventListener("theme", () => scene?.draw());

// Marks a compound everywhere and shows its crystal; `jump` brings the view on screen.
function select(no, jump = false) {
  mark(no);
  const choose = byId("choose");
  if (!choose) return;
  choose.value = String(no);
  showDetails(data.compounds.find(c => c.no === no));
  showCrystal(data.crystals.find(c => c.no === no));
  unpackForPaper();
  if (jump) byId("crystal").scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

function showDetails(compound) {
  byId("details").replaceChildren(...(compound?.details.length ? [detailsTable(compound)] : []));
}

function detailsTable(compound) {
  const table = document.createElement("table");
  for (const [name, value, warning] of compound.details) {
    const row = table.insertRow();
    const head = row.appendChild(document.createElement("th"));
    head.scope = "row";
    head.textContent = name;
    row.insertCell().textContent = value;
    if (warning) row.className = "warning";
  }
  return table;
}

function say(words) {
  const box = byId("stage-words");
  box.textContent = words || "";
  box.hidden = !words;
}

function showCrystal(crystal) {
  if (!byId("view")) return;
  chosen = crystal;
  byId("view").hidden = !crystal;
  byId("level-tools").hidden = !crystal?.map;
  byId("level-hint").hidden = true;
  byId("profile").replaceChildren();
  clearNetwork();
  if (!crystal) { byId("roles").replaceChildren(); say("There is no crystal for this compound."); return; }
  showProfile(crystal);
  if (!scene) { showNetwork(crystal); say("This browser offers no WebGL 2, which the three-dimensional view needs. All numbers are in the tables."); return; }
  scene.hidden = hiddenAtFirst(crystal);
  scene.marks = [];
  scene.sites = [];
  scene.measured = [];
  scene.show(crystal, data.roles);
  roleButtons(crystal);
  showNetwork(crystal);
  say(crystal.map ? "" : crystal.noMap);
  if (crystal.map) levels(crystal);
}

// The profile of a crystal with its words: along the path of the dimension that is compared, or of the most that the ion
// percolates in; null where it percolates in none.
function profileOf(crystal) {
  const wanted = byId("compare-dimension")?.value, most = Number(wanted ?? DIMENSIONS.length - 1);
  const at = crystal.profiles.findLastIndex((_, k) => k <= most && ofDimension(crystal.profiles, k) !== null);
  if (at < 0) return null;
  const lacking = wanted !== undefined && at < most ? ` There is no path in ${DIMENSIONS[most]}.` : "";
  const words = `Energy above the lowest site along the easiest path over the hop that decides the barrier in ${DIMENSIONS[at]}.${lacking}`;
  return { svg: ofDimension(crystal.profiles, at), words };
}

function showProfile(crystal) {
  const box = byId("profile"), profile = profileOf(crystal);
  box.replaceChildren();
  if (profile) {
    const figure = document.createElement("figure");
    figure.innerHTML = profile.svg;
    figure.dataset.name = `${crystal.name}-profile`;
    element("figcaption", profile.words, figure);
    box.append(figure);
    enliven(figure);
  } else if (crystal.noPath) {
    const words = box.appendChild(document.createElement("p"));
    words.className = "words";
    words.textContent = crystal.noPath;
  }
}

// What a view of a crystal has: names with their colours and the keys that hide them.
function legendOf(crystal, byElement) {
  const parts = byElement ? data.elements.map((e, k) => ({ ...e, k: ELEMENTS + k })) : data.roles.map((role, k) => ({ ...role, k }));
  const has = part => crystal.atoms.some(a => part.k === (byElement ? ELEMENTS + (a[6][0]?.[0] ?? 0) : a[0]));
  const present = parts.filter(has);
  // Elements that are nowhere the first of a site have sectors, but nothing of their own to hide.
  if (byElement) present.push(...parts.filter(part => !has(part) && crystal.atoms.some(a => a[6].some(([element]) => part.k === ELEMENTS + element))).map(part => ({ ...part, isShare: true })));
  if (crystal.polyhedra.length) present.push({ name: "polyhedra", colour: [180, 180, 190], k: POLYHEDRA });
  if (crystal.map) present.push({ name: "surface (grey: closed pockets)", colour: [41, 184, 140], k: SURFACE });
  if (crystal.path) present.push({ name: "easiest path in one dimension", colour: [242, 196, 15], k: PATH });
  if (crystal.network) present.push({ name: "hops", colour: data.scale[data.scale.length >> 1], k: HOPS }, { name: "sites", colour: [41, 158, 120], k: SITES });
  return present;
}

// The hops tell more than the path.
const hiddenAtFirst = crystal => new Set(crystal.network ? [PATH] : []);

function roleButtons(crystal) {
  byId("names").hidden = !crystal.network;
  byId("roles").replaceChildren(...legendOf(crystal, scene.colouring === "elements").map(role => {
    if (role.isShare) {
      const key = document.createElement("span");
      key.innerHTML = `<i style="background:rgb(${role.colour})"></i>${role.name}, in mixed sites`;
      return key;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!scene.hidden.has(role.k)));
    button.innerHTML = `<i style="background:rgb(${role.colour})"></i>${role.name}`;
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(shown));
      if (shown) scene.hidden.delete(role.k); else scene.hidden.add(role.k);
      scene.pace.forget();
      retag();
    });
    return button;
  }));
}

// Colours, projection and picture of the view.
function viewTools() {
  const toggle = (id, act) => {
    const button = byId(id);
    button.addEventListener("click", () => {
      const pressed = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(pressed));
      act(pressed);
    });
  };
  toggle("perspective", pressed => { scene.perspective = pressed; scene.draw(); });
  toggle("by-role", pressed => { scene.colouring = pressed ? "roles" : "elements"; if (chosen) showCrystal(chosen); });
  byId("picture").addEventListener("click", () => { if (chosen) savePicture(scene, chosen.name); });
}

// Levels run from the lowest barrier to 0.3 eV above the highest; without barriers, over the map.
function levelRange({ barriers, map }) {
  const known = barriers.filter(b => b !== null);
  return known.length ? [Math.min(...known), Math.min(Math.max(...known) + .3, map.top)] : [map.top * .02, map.top * .98];
}

// The surface of an unpacked map at a level, the region that percolates distinct.
function surfaceAt({ codes, map, barriers }, level) {
  const known = barriers.filter(b => b !== null);
  const open = openRegion(codes, map, level, known.length > 0 && level >= Math.min(...known) - 1e-9);
  return surfaceNet(codes, map.n, codeOf(level, map), open);
}

async function levels(crystal) {
  const slider = byId("level"), [low, high] = levelRange(crystal);
  const names = ["1D", "2D", "3D"].map((name, k) => [name, crystal.barriers[k]]);
  byId("level-marks").replaceChildren(...names.filter(n => n[1] !== null).map(([name, energy]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `${name} ${energy.toFixed(3)} eV`;
    button.addEventListener("click", () => { slider.value = String(1000 * (energy - low) / (high - low)); draw(); });
    return button;
  }));
  const missing = names.filter(n => n[1] === null).map(n => n[0]);
  const hint = byId("level-hint");
  hint.textContent = missing.length === 3 ? "Nothing percolates in this map: no barrier exists in any direction, and the slider runs over the whole map."
    : missing.length ? `No percolation in ${missing.join(" and ")}: the ion stays in ${missing.includes("2D") ? "channels" : "layers"} at any energy shown.` : "";
  hint.hidden = !hint.textContent;
  try { crystal.codes ??= await unpackMap(crystal.map); } catch { say("This browser cannot unpack the map of the surface."); return; }
  if (chosen !== crystal) return;
  const draw = () => {
    const level = low + slider.value / 1000 * (high - low);
    const net = surfaceAt(crystal, level);
    scene.setSurface(net, crystal.map.n);
    byId("level-text").textContent = `${level.toFixed(3)} eV`;
    slider.setAttribute("aria-valuetext", `${level.toFixed(3)} electronvolts`);
    byId("view").dataset.triangles = String(net.triangles.length / 3);
  };
  let waiting = false;
  slider.oninput = () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); } };
  slider.value = "0";
  draw();
}

document.querySelectorAll("figure").forEach(enliven);
const table = byId("table");
if (table) {
  tableTools(table, (row, jump) => select(Number(row.dataset.no), jump));
  if (byId("compared")) compare(table);
}
const choose = byId("choose");
if (choose) {
  const canvas = byId("view");
  if (canvas) try { scene = CrystalScene.create(canvas); } catch { scene = null; }
  if (scene) {
    scene.onDraw = placeTags;
    watchView(canvas);
    viewTools();
    for (const button of document.querySelectorAll("[data-axis]")) button.addEventListener("click", () => scene.along(Number(button.dataset.axis)));
    const names = byId("names");
    names.addEventListener("click", () => { names.setAttribute("aria-pressed", String(names.getAttribute("aria-pressed") !== "true")); retag(); });
  }
  choose.addEventListener("change", () => select(Number(choose.value)));
  const step = by => {
    choose.selectedIndex = (choose.selectedIndex + by + choose.options.length) % choose.options.length;
    select(Number(choose.value));
  };
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  // The first of the table, which is the best of a ranking, if it can be shown.
  const shown = no => data.crystals.some(c => c.no === no);
  const listed = [...document.querySelectorAll("#table tbody tr")].map(row => Number(row.dataset.no));
  const first = listed.find(shown) ?? data.crystals[0]?.no ?? data.compounds[0]?.no;
  if (first !== undefined) select(first);
}
for (const button of document.querySelectorAll(".copy")) button.addEventListener("click", async () => {
  const words = button.parentElement.querySelector("span");
  try { await navigator.clipboard.writeText(words.textContent); button.textContent = "Copied"; } catch { getSelection().selectAllChildren(words); }
});
