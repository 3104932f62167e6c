// The migration network of the chosen crystal: sites and hops in the view, a table of the hops, the profile and
// the bottleneck of one.
let chosenHop = null, shownLast = 0;

async function unpackNetwork(packed) {
  const bytes = Uint8Array.from(atob(packed), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

// The network of a crystal that has one, with the range of its energies.
async function networkOf(crystal) {
  if (!crystal.net) {
    const net = await unpackNetwork(crystal.network), energies = net.hops.map(hop => hop.energy);
    net.range = [Math.min(...energies), Math.max(...energies)];
    crystal.net = net;
  }
  return crystal.net;
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
  try { net = await networkOf(crystal); } catch {
    if (turn === shownLast) element("p", "This browser cannot unpack the network of sites and hops.", box).className = "words";
    return;
  }
  // Another choice was made while this one was unpacked.
  if (turn !== shownLast) return;
  if (scene) drawNetwork(net, scene);
  if (net.hops.length) showScale(net);
  showHops(box, crystal, net);
}

const scaleGradient = () => `linear-gradient(to right, ${data.scale.map(c => `rgb(${c})`).join(", ")})`;

function showScale(net) {
  const box = byId("scale"), [low, high] = net.range;
  // One energy alone is no scale; it is in the table.
  box.hidden = high - low < 5e-4;
  byId("scale-bar").style.background = scaleGradient();
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
  const table = choosableHops(net);
  scroll.append(table);
  tableTools(table, row => chooseHop(Number(row.dataset.hop), 0));
}

// Heading, decimals of a number (none: text), value of a hop; the second column is its name.
function hopColumns(net) {
  const elastic = net.hops.some(hop => hop.elastic);
  return [["Hop", null, hop => hop.no], ["From → to", null, hop => hopName(net, hop)], ["Distance (Å)", 3, hop => hop.distance],
    ["Saddle", 3, hop => hop.energy], ["Rigid →", 3, hop => hop.rigid[0]], ["Rigid ←", 3, hop => hop.rigid[1]],
    ...(elastic ? [["Elastic →", 3, hop => hop.elastic?.[0] ?? null], ["Elastic ←", 3, hop => hop.elastic?.[1] ?? null]] : []),
    ["In the cell", 0, hop => hop.images.length], ["Bottleneck (Å)", 3, hop => hop.bottleneck],
    ["Window", null, hop => hop.window.map(ion => ion.label).join(" ")], ["Decides", null, hop => hop.decides.toUpperCase()]];
}

// A table of hops; `title` and `name` write the cells of the head and of the names.
function hopTable(net, hops, title, name) {
  const table = document.createElement("table"), columns = hopColumns(net);
  const head = table.createTHead().insertRow(), body = table.createTBody();
  for (const [words, decimals] of columns) {
    const cell = element("th", undefined, head);
    cell.scope = "col";
    if (decimals !== null) cell.className = "n";
    title(words, cell);
  }
  for (const hop of hops) {
    const row = body.insertRow();
    row.dataset.hop = hop.no;
    columns.forEach(([, decimals, of], k) => {
      const value = of(hop), cell = k === 1 ? element("th", undefined, row) : row.insertCell();
      if (k === 1) {
        cell.scope = "row";
        cell.dataset.v = value;
        const dot = element("i", undefined, cell);
        dot.className = "dot";
        dot.style.background = `rgb(${hopColour(net, hop.energy)})`;
        name(hop, value, cell);
      } else if (decimals === null) cell.textContent = value;
      else {
        cell.className = "n";
        cell.textContent = value === null ? "–" : value.toFixed(decimals);
        if (value !== null) cell.dataset.v = value;
      }
    });
  }
  return table;
}

// The table of all hops: its headings sort, its names choose.
function choosableHops(net) {
  const button = (words, cell) => {
    const button = element("button", words, cell);
    button.type = "button";
    return button;
  };
  const table = hopTable(net, net.hops, button, (hop, words, cell) => button(words, cell).setAttribute("aria-label", `Show hop ${hop.no}, ${words}`));
  table.id = "hops";
  table.className = "sortable";
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
