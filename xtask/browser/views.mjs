// What a reader can do with the view of a crystal and with the ranking: colours, projection, distances, pictures to take
// along, structures over each other.
import { readFileSync } from "node:fs";

async function download(page, act) {
  const waiting = page.waitForEvent("download", { timeout: 60000 });
  await act();
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// `look` reads the pixels of the view, `changed` waits until a look is good.
export async function views(page, name, check, look, changed) {
  const elements = await page.locator("#roles button").allTextContents(), before = await look();
  await page.locator("#by-role").click();
  const byRole = await changed(look, now => now.sum !== before.sum), roles = await page.locator("#roles button").allTextContents();
  check(`${name}: colours go from elements to roles`, byRole.sum !== before.sum && elements[0] !== roles[0], `${elements[0]}, ${roles[0]}`);
  await page.locator("#by-role").click();
  const flat = await look();
  await page.locator("#perspective").click();
  const deep = await changed(look, now => now.sum !== flat.sum);
  check(`${name}: there is a perspective`, deep.sum !== flat.sum);
  const near = await page.evaluate(() => {
    // In perspective the nearer of two equal lengths is the longer one.
    const view = scene.view(), depth = p => scene.project(p, view)[2], corners = scene.corners();
    const length = k => { const [u, v] = [corners[k], corners[k ^ 4]].map(p => scene.project(p, view)); return Math.hypot(u[0] - v[0], u[1] - v[1]); };
    const edges = [0, 1, 2, 3].map(k => [depth(corners[k]) + depth(corners[k ^ 4]), length(k)]).sort((a, b) => a[0] - b[0]);
    return edges[0][1] > edges[3][1];
  });
  check(`${name}: what is near is larger`, near);
  await page.locator("#perspective").click();
  const measured = await page.evaluate(() => {
    const [from, to] = scene.points.filter((p, k, all) => all.findIndex(q => q.at.every((x, i) => Math.abs(x - p.at[i]) < 1e-6)) === k);
    measure(from);
    measure(to);
    const [a, b] = [from.at, to.at];
    return { true: Math.hypot(...a.map((x, k) => x - b[k])), said: scene.tags.find(tag => / Å$/.test(tag.text))?.text };
  });
  check(`${name}: the distance of two atoms is said`, measured.said === `${measured.true.toFixed(3)} Å`, measured.said);
  const picture = await download(page, () => page.locator("#picture").click());
  const [width, height] = [16, 20].map(at => picture.bytes.readUInt32BE(at));
  check(`${name}: the view is saved at the resolution of print`, picture.name.endsWith(".png") && width >= 1990, `${picture.name}, ${width} × ${height}`);
  await page.waitForFunction(() => document.getElementById("view").width <= 2 * document.getElementById("view").clientWidth + 1, null, { timeout: 10000 });
  const figure = page.locator("#profile figure");
  if (await figure.count()) {
    await figure.hover();
    const svg = await download(page, () => figure.locator('[aria-label="Save the figure as SVG"]').click());
    const text = svg.bytes.toString();
    check(`${name}: the profile is saved as SVG`, svg.name.endsWith(".svg") && text.startsWith("<svg") && text.includes("xmlns=") && text.includes(".s-ink{stroke:#1a1a1a}"), `${svg.name}, ${text.length} bytes`);
  }
}

export async function comparison(page, name, check) {
  const boxes = page.locator("#table .tick input"), count = await boxes.count();
  const lines = () => page.locator("#compared figure path[data-no]").count(), rows = () => page.locator("#compared tbody tr").count();
  const ticked = await page.locator("#table .tick input:checked").count();
  check(`${name}: the lowest are compared at first`, ticked === Math.min(3, count) && await rows() === ticked, `${ticked} of ${count}`);
  const no = await page.locator("#table tr:has(.tick input:checked)").first().getAttribute("data-no");
  await page.locator(`#table tr[data-no="${no}"] .tick input`).focus();
  await page.keyboard.press("Space");
  check(`${name}: the keyboard takes one out of the comparison`, await rows() === ticked - 1 && await lines() <= ticked - 1);
  await page.keyboard.press("Space");
  check(`${name}: and in again`, await rows() === ticked);
  await profiles(page, name, check);
}

// The profile beside the crystal is along the path that is compared; a structure that lacks it says so and shows one of fewer
// dimensions.
async function profiles(page, name, check) {
  const choice = page.locator("#compare-dimension"), before = await choice.inputValue(), no = await page.locator("#choose").inputValue(), wrong = [];
  for (const compound of await page.locator("#choose option").evaluateAll(options => options.map(option => option.value))) {
    await page.locator("#choose").selectOption(compound);
    for (const [value, words] of [["0", "one dimension"], ["1", "two dimensions"], ["2", "three dimensions"]]) {
      await choice.focus();
      await choice.selectOption(value);
      const { caption, said, drawn, energies, focus } = await page.evaluate(() => ({
        caption: document.querySelector("#profile figcaption")?.textContent ?? "", said: byId("live").textContent, drawn: document.querySelector("#profile svg")?.getAttribute("aria-label") ?? "",
        energies: chosen.barriers, focus: document.activeElement.id,
      }));
      const barrier = energies[value], highest = Number(/highest point ([\d.]+) eV/.exec(drawn)?.[1]);
      const isRight = barrier === null ? caption.includes(`There is no path in ${words}.`) : caption.endsWith(`decides the barrier in ${words}.`) && Math.abs(highest - barrier) < 2e-3;
      if (!isRight || said !== caption || focus !== "compare-dimension") wrong.push(`${compound}, ${words}: ${caption} ${highest} eV`);
    }
  }
  await choice.selectOption(before);
  await page.locator("#choose").selectOption(no);
  check(`${name}: the profile follows the dimension that is compared`, wrong.length === 0, wrong.join("; "));
}
