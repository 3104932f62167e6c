// The network of a crystal on the page: polyhedra, axes, hops in the view and in their table, profiles, files.
import { readFileSync } from "node:fs";
import { join } from "node:path";

// Runs the checks on a page that shows a crystal with a network; `check` takes name, outcome and detail.
export async function network(page, name, check, shots, label) {
  await page.waitForSelector("#hops tbody tr", { timeout: 20000 }).catch(() => {});
  const rows = page.locator("#hops tbody tr"), hops = await rows.count();
  check(`${name}: every hop has a row`, hops > 0 && hops === await page.evaluate(() => chosen.net.hops.length), `${hops} hops`);
  const axes = await page.locator(".tag.axis:visible").allTextContents();
  check(`${name}: the axes have their names`, axes.sort().join("") === "abc", axes.join(" "));
  const far = await page.evaluate(() => {
    const stage = document.getElementById("view").getBoundingClientRect();
    return [...document.querySelectorAll(".tag:not([hidden])")].filter(tag => {
      const box = tag.getBoundingClientRect();
      return box.left < stage.left - 12 || box.right > stage.right + 12 || box.top < stage.top - 12 || box.bottom > stage.bottom + 12;
    }).length;
  });
  check(`${name}: names stay on the view`, far === 0, `${far} do not`);
  await clicking(page, name, check);
  await listing(page, name, check, rows, hops);
  await saving(page, name, check, hops);
  if (shots) {
    await page.locator("#crystal").screenshot({ path: join(shots, `network-${label}.png`) });
    await page.locator("#view").screenshot({ path: join(shots, `hop-${label}.png`) });
  }
  await page.locator('[data-axis="2"]').click();
  const along = await page.evaluate(() => {
    const place = k => [...document.querySelectorAll(".tag.axis")].find(t => t.textContent === k).getBoundingClientRect();
    const [a, b, c] = ["a", "b", "c"].map(place), origin = scene.project(scene.place([0, 0, 0])), end = scene.project(scene.place([0, 0, 1]));
    return { apart: Math.hypot(origin[0] - end[0], origin[1] - end[1]), names: [a, b, c].every(box => box.width > 0) };
  });
  check(`${name}: it can be looked at along c`, along.apart < 2 && along.names, `${along.apart.toFixed(1)} px`);
  let polyhedra = 0;
  for (const no of await page.evaluate(() => data.crystals.map(crystal => crystal.no))) {
    await page.evaluate(no => select(no), no);
    polyhedra += await whole(page, name, check);
  }
  // A crystal of the mobile ion and anions alone has none, nor has one of linear groups.
  check(`${name}: there are polyhedra`, polyhedra > 0, `${polyhedra}`);
}

// The polyhedra of the crystal that is shown; gives how many there are.
async function whole(page, name, check) {
  const { formula, count, sizes, wrong } = await page.evaluate(coordination);
  check(`${name}: the polyhedra of ${formula} are whole`, wrong.length === 0, `${count} of ${sizes.join(", ")} corners ${wrong.join("; ")}`);
  return count;
}

// Runs in the page: the corners of each polyhedron against the counter-ions about its middle, counted anew over the
// cells around; each corner must be drawn as an atom.
function coordination() {
  const [a, b, c] = chosen.cell, wrong = [], sizes = new Set(), atoms = chosen.atoms;
  const cart = f => [0, 1, 2].map(k => f[0] * a[k] + f[1] * b[k] + f[2] * c[k]), apart = (p, q) => Math.hypot(...p.map((x, k) => x - q[k]));
  const roles = new Set(chosen.polyhedra.flatMap(p => p[1].map(corner => atoms[corner[0]][0])));
  const cells = [-2, -1, 0, 1, 2].flatMap(u => [-2, -1, 0, 1, 2].flatMap(v => [-2, -1, 0, 1, 2].map(w => [u, v, w])));
  const anions = atoms.filter(atom => roles.has(atom[0])).flatMap(atom => cells.map(cell => cart(cell.map((x, k) => x + atom[k + 1]))));
  for (const [centre, corners, faces] of chosen.polyhedra) {
    const middle = cart(atoms[centre].slice(1, 4)), radii = corners.map(([n, ...cell]) => apart(middle, cart(cell.map((x, k) => x + atoms[n][k + 1]))));
    const reach = Math.max(...radii) * 1.05, around = anions.filter(place => apart(place, middle) < reach).length;
    sizes.add(corners.length);
    if (around !== corners.length) wrong.push(`${atoms[centre][5]}: ${corners.length} corners, ${around} neighbours`);
    if (new Set(faces.flat()).size !== corners.length) wrong.push(`${atoms[centre][5]}: a corner without a face`);
  }
  for (const polyhedron of scene.polyhedra) for (const corner of polyhedron.corners)
    if (!scene.points.some(point => apart(point.at, corner) < 1e-2)) wrong.push("a corner without an atom");
  return { formula: chosen.name, count: scene.polyhedra.length, sizes: [...sizes].sort((x, y) => x - y), wrong: wrong.slice(0, 3) };
}

// A click on a hop in the view, and the keyboard there.
async function clicking(page, name, check) {
  await page.locator("#view").scrollIntoViewIfNeeded();
  const target = await page.evaluate(() => {
    const box = document.getElementById("view").getBoundingClientRect();
    for (const line of scene.lines) {
      const [x, y] = scene.project(line.at[line.saddle]);
      if (under(x, y)?.line?.hop === line.hop && box.top + y > 60 && box.top + y < innerHeight - 10) return { hop: line.hop, x: box.left + x, y: box.top + y };
    }
    return null;
  });
  if (!target) { check(`${name}: a hop can be clicked`, false, "none lies free"); return; }
  await page.mouse.move(target.x, target.y);
  await page.waitForFunction(() => !document.getElementById("tip").hidden, null, { timeout: 5000 }).catch(() => {});
  check(`${name}: the hop under the pointer is named`, (await page.locator("#tip").textContent()).startsWith("Hop "), (await page.locator("#tip").textContent()).split("\n")[0]);
  await page.mouse.click(target.x, target.y);
  const chosenRow = page.locator("#hops tr.sel");
  check(`${name}: a click on a hop chooses it`, await chosenRow.count() === 1 && await chosenRow.getAttribute("data-hop") === String(target.hop), `hop ${target.hop}`);
  const profile = await page.locator("#profile").textContent(), facts = await page.locator("#hop-facts").textContent();
  const ends = await chosenRow.locator("th").textContent();
  check(`${name}: its profile names sites and saddle point`, ends.split(" → ").every(site => profile.includes(site)) && profile.includes("saddle") && profile.includes("rigid host"), ends);
  check(`${name}: its bottleneck has radius and ions`, /bottleneck\d\.\d+ Å/.test(facts) && /window\S+ \(/.test(facts), facts.slice(0, 120));
  check(`${name}: both hosts are there`, profile.includes("elastic host"));
  const tags = await page.locator(".tag.site:not([hidden]), .tag.saddle:not([hidden])").allTextContents();
  check(`${name}: the ends of the hop are named in the view`, ends.split(" → ").every(site => tags.includes(site)), tags.join(" "));
  await page.locator("#view").focus();
  await page.keyboard.press("n");
  const next = await page.evaluate(() => chosenHop);
  await page.keyboard.press("p");
  check(`${name}: N and P go from hop to hop`, next !== target.hop && await page.evaluate(() => chosenHop) === target.hop, `${target.hop}, ${next}`);
}

// The table: a row with the keyboard, its filter, back to the easiest path.
async function listing(page, name, check, rows, hops) {
  const last = rows.nth(hops - 1), hop = await last.getAttribute("data-hop");
  await last.locator("button").focus();
  await page.keyboard.press("Enter");
  check(`${name}: a row chooses its hop by the keyboard`, String(await page.evaluate(() => chosenHop)) === hop && (await page.locator("#profile figcaption").textContent()).startsWith(`Hop ${hop},`), `hop ${hop}`);
  const outside = await page.evaluate(() => {
    const svg = document.querySelector("#profile svg"), box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter(text => {
      const at = text.getBoundingClientRect();
      return at.left < box.left - 1 || at.right > box.right + 1 || at.top < box.top - 1 || at.bottom > box.bottom + 1;
    }).map(text => text.textContent);
  });
  check(`${name}: no text of the profile is cut off`, outside.length === 0, outside.join(", "));
  await page.locator("#profile .tools button").click();
  check(`${name}: back to the easiest path`, await page.locator("#hops tr.sel").count() === 0 && (await page.locator("#profile").textContent()).includes("easiest path"));
  await rows.first().locator("button").click();
}

// The table as a file.
async function saving(page, name, check, hops) {
  const waiting = page.waitForEvent("download", { timeout: 10000 });
  await page.locator("#network button", { hasText: "Save hops.csv" }).click();
  const download = await waiting.catch(() => null);
  if (!download) { check(`${name}: the table can be saved`, false); return; }
  const lines = readFileSync(await download.path(), "utf8").trim().split("\n"), [head] = lines;
  const energies = lines.slice(1).map(line => Number(line.split(",")[head.split(",").indexOf("energy_eV")]));
  const shown = await page.evaluate(() => chosen.net.hops.map(hop => hop.energy));
  check(`${name}: the saved table has the hops`, lines.length === hops + 1 && energies.every((e, k) => Math.abs(e - shown[k]) < 1e-9), `${download.suggestedFilename()}, ${lines.length - 1} rows`);
}
