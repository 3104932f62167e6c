// The migration network of the chosen crystal: sites and hops in the view, a table of the hops, the profile and
// the bottleneck of one.
let chosenHop = null, shownLast = 0;

async function unpackNetwork(packed) {
  const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

const element = (name, text, parent) => {
  const node = document.createElement(name);
  if (text !== undefined) node.textContent = text;
  parent?.append(node);
  return node;
};
const hopName = (net, hop) => hop.ends.map(site => net.sites[site].name).join(" → ");
const energy = value => value === null ? "–" : value.toFixed(3);

// The colour of an energy on the scale of the hops, 0 to 255.
function hopColour(net, value) {
  const [low, high] = net.range, steps = data.scale.length - 1;
  const at = high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) * steps : 0, k = Math.min(steps - 1, Math.floor(at));
  return data.scale[k].map((v, i) => Math.round(v + (data.scale[k + 1][i] - v) * (at - k)));
}

function clearNetwork() {
  byId("network").replaceChildren();
  byId("scale").hidden = true;
  chosenHop = null;
  return ++shownLast;
}

// Shows the network of a crystal, or why there is none.
async function showNetwork(crystal) {
  const box = byId("network"), turn = clearNetwork();
  if (!crystal.network) {
    if (crystal.noNetwork) element("p", crystal.noNetwork, box).className = "words";
    return;
  }
  let net;
  try { net = crystal.net ??= await unpackNetwork(crystal.network); } catch {
    if (turn === shownLast) element("p", "This browser cannot unpack the network of sites and hops.", box).className = "words";
    return;
  }
  // Another choice was made while this one was unpacked.
  if (turn !== shownLast) return;
  const energies = net.hops.map(hop => hop.energy);
  net.range = [Math.min(...energies), Math.max(...energies)];
  if (scene) drawNetwork(net);
  if (net.hops.length) showScale(net);
  showHops(box, crystal, net);
}

function showScale(net) {
  const box = byId("scale"), [low, high] = net.range;
  // One energy alone is no scale; it is in the table.
  box.hidden = high - low < 5e-4;
  byId("scale-bar").style.background = `linear-gradient(to right, ${data.scale.map(c => `rgb(${c})`).join(", ")})`;
  byId("scale-low").textContent = energy(low);
  byId("scale-high").textContent = energy(high);
}

// Table, tools and words.
function showHops(box, crystal, net) {
  element("h3", "Hops", box);
  const words = element("p", `Every hop up to ${net.level.toFixed(2)} eV above the lowest site, with its images by symmetry. Energies in eV. `
    + `Choose one here or in the view for its profile and its bottleneck; i1, i2, … are interstitial sites. ${net.remark}`, box);
  words.className = "hint";
  const tools = element("div", undefined, box);
  tools.className = "tools";
  const filter = element("label", "Filter ", tools), search = element("input", undefined, filter);
  search.type = "search";
  search.placeholder = "site, ion";
  const count = element("span", undefined, tools);
  count.className = "count";
  for (const { name, text } of net.tables) {
    const button = element("button", `Save ${name}`, tools);
    button.type = "button";
    button.addEventListener("click", () => saveText(`${crystal.name}-${name}`, text));
  }
  if (!net.hops.length) return;
  const scroll = element("div", undefined, box);
  scroll.className = "scroll tall";
  const table = hopTable(net);
  scroll.append(table);
  tableTools(table, row => chooseHop(Number(row.dataset.hop), 0));
}

function hopTable(net) {
  const table = document.createElement("table"), elastic = net.hops.some(hop => hop.elastic);
  table.id = "hops";
  table.className = "sortable";
  const columns = [["Hop", false], ["From → to", false], ["Distance (Å)", true], ["Saddle", true], ["Rigid →", true], ["Rigid ←", true],
    ...(elastic ? [["Elastic →", true], ["Elastic ←", true]] : []), ["In the cell", true], ["Bottleneck (Å)", true], ["Window", false], ["Decides", false]];
  const head = table.createTHead().insertRow(), body = table.createTBody();
  for (const [name, numeric] of columns) {
    const cell = element("th", undefined, head);
    cell.scope = "col";
    if (numeric) cell.className = "n";
    element("button", name, cell).type = "button";
  }
  for (const hop of net.hops) {
    const row = body.insertRow();
    row.dataset.hop = hop.no;
    const number = value => {
      const cell = row.insertCell();
      cell.className = "n";
      cell.textContent = value === null ? "–" : value.toFixed(3);
      if (value !== null) cell.dataset.v = value;
    };
    row.insertCell().textContent = hop.no;
    const name = element("th", undefined, row);
    name.scope = "row";
    name.dataset.v = hopName(net, hop);
    const dot = element("i", undefined, name);
    dot.className = "dot";
    dot.style.background = `rgb(${hopColour(net, hop.energy)})`;
    const button = element("button", hopName(net, hop), name);
    button.type = "button";
    button.setAttribute("aria-label", `Show hop ${hop.no}, ${hopName(net, hop)}`);
    number(hop.distance);
    number(hop.energy);
    hop.rigid.forEach(number);
    if (elastic) (hop.elastic ?? [null, null]).forEach(number);
    const images = row.insertCell();
    images.className = "n";
    images.textContent = hop.images.length;
    number(hop.bottleneck);
    row.insertCell().textContent = hop.window.map(ion => ion.label).join(" ");
    row.insertCell().textContent = hop.decides.toUpperCase();
  }
  return table;
}

// Marks a hop everywhere and shows its profile and its bottleneck; `image` is one of its images in the view.
function chooseHop(no, image) {
  const net = chosen?.net, hop = net?.hops.find(h => h.no === no);
  if (!hop) return;
  chosenHop = no;
  for (const row of document.querySelectorAll("#hops tbody tr")) {
    const now = Number(row.dataset.hop) === no;
    row.classList.toggle("sel", now);
    row.querySelector("th button").setAttribute("aria-pressed", String(now));
  }
  showHop(net, hop);
  if (scene) markHop(net, hop, image);
  byId("live").textContent = `Hop ${no}, ${hopName(net, hop)}, saddle point at ${energy(hop.energy)} electronvolts`;
}

function showHop(net, hop) {
  const box = byId("profile");
  box.replaceChildren();
  const tools = element("div", undefined, box);
  tools.className = "tools";
  const back = element("button", "Easiest path", tools);
  back.type = "button";
  back.addEventListener("click", () => { chosenHop = null; showProfile(chosen); unmarkHop(); });
  if (hop.svg) {
    const figure = element("figure", undefined, box);
    figure.innerHTML = hop.svg;
    figure.dataset.name = `${chosen.name}-hop-${hop.no}`;
    element("figcaption", `Hop ${hop.no}, ${hopName(net, hop)}: energy above the lowest site.`, figure);
    enliven(figure);
  } else element("p", hop.noSvg, box).className = "words";
  const facts = element("table", undefined, box);
  facts.id = "hop-facts";
  const fact = (name, value) => {
    const row = facts.insertRow(), head = element("th", name, row);
    head.scope = "row";
    row.insertCell().textContent = value;
  };
  const both = pair => pair ? `${energy(pair[0])} eV →, ${energy(pair[1])} eV ←` : "no path found";
  fact("rigid host", both(hop.rigid));
  if (net.hops.some(h => h.elastic)) fact("elastic host", both(hop.elastic));
  fact("bottleneck", hop.bottleneck === null ? "no sphere fits between three ions" : `${hop.bottleneck.toFixed(3)} Å, radius of the sphere between the ions`);
  fact("window", hop.window.map(ion => `${ion.label} (${ion.ion.replace("-", "−")})`).join(", ") || "no ions");
  if (hop.decides) fact("decides", `percolation in ${hop.decides.toUpperCase().split(" ").join(", ")}`);
  if (hop.note) fact("not refined", hop.note);
}
