// Opens a report page in headless Chromium and uses it as a reader would.
//   node check.mjs REPORT.html [CHROMIUM] [SCREENSHOT-FOLDER]
// Prints one line a check; exit code 1 if any fails.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { access, keyboard } from "./access.mjs";
import { drawn, frameTime, frameTimeOfMany, work } from "./frames.mjs";
import { network } from "./network.mjs";
import { sheets } from "./sheets.mjs";
import { comparison, views } from "./views.mjs";

const [page_path, executable = "/usr/bin/chromium", shots] = process.argv.slice(2);
const address = pathToFileURL(resolve(page_path)).href;
let failed = 0, passed = 0;
function check(name, good, detail = "") {
  if (good) passed++; else failed++;
  console.log(`${good ? "ok    " : "FAILED"} ${name}${detail ? ` (${detail})` : ""}`);
}

const profile = mkdtempSync(join(tmpdir(), "hecs-browser-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  headless: true,
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function visit(width, scheme) {
  const name = `${width} px, ${scheme}`;
  const page = await context.newPage();
  const errors = [], requests = [];
  page.on("console", m => { if (m.type() === "error") errors.push(m.text()); });
  page.on("pageerror", e => errors.push(String(e)));
  page.on("request", r => { if (r.url() !== address && !/^(data|blob):/.test(r.url())) requests.push(r.url()); });
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 900 });
  const start = Date.now();
  await page.goto(address, { waitUntil: "load" });
  check(`${name}: loads`, true, `${Date.now() - start} ms`);
  check(`${name}: theme follows the system`, await page.evaluate(() => document.documentElement.dataset.theme) === scheme);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(`${name}: nothing sticks out sideways`, overflow <= 0, `${overflow} px`);
  if (shots) await page.screenshot({ path: join(shots, `${width}-${scheme}.png`), fullPage: true });
  await pictures(page, name);
  const tables = await page.locator("table.sortable").count();
  check(`${name}: there is a table`, tables > 0);
  for (let k = 0; k < tables; k++) await sorting(page, name, k);
  if (await page.locator("#traces").count()) await profiler(page, name, width, scheme);
  else await crystal(page, name, width, scheme);
  if (await page.locator("#compared").count()) await comparison(page, name, check);
  // Either width and either theme once.
  if ((width > 1000) === (scheme === "light")) await access(page, name, check);
  if (width > 1000 && scheme === "light") await keyboard(page, name, check);
  check(`${name}: no console errors`, errors.length === 0, errors.join("; "));
  check(`${name}: no network requests`, requests.length === 0, requests.join(" "));
  await page.close();
}

async function pictures(page, name) {
  const silent = await page.locator("figure svg:not([aria-label])").count();
  check(`${name}: every figure has an alternative text`, silent === 0);
  const mark = page.locator("figure svg .d[data-no]").first();
  if (await mark.count() === 0) return;
  await mark.scrollIntoViewIfNeeded();
  await mark.hover({ force: true });
  const tip = page.locator("#tip");
  const named = await changed(async () => await tip.isVisible() ? tip.textContent() : "", words => words.includes("no. "));
  check(`${name}: hovering names the compound`, named.includes("no. "), named.split("\n")[0]);
  const entry = page.locator("figure svg .legend[role=switch]").first();
  if (await entry.count()) {
    await entry.focus();
    await page.keyboard.press("Enter");
    const hidden = await page.locator("figure svg .d.gone").count();
    await page.keyboard.press("Enter");
    check(`${name}: the legend hides and shows a series`, hidden > 0 && await page.locator("figure svg .d.gone").count() === 0, `${hidden} marks`);
  }
  const figure = page.locator('figure:has(.bar [aria-label="Zoom in"])').first();
  if (await figure.count() === 0) return;
  const ticks = () => figure.locator(".ticks").first().textContent();
  const before = await ticks();
  await figure.locator(".bar button").first().click();
  const zoomed = await ticks();
  await figure.locator('[aria-label^="Whole figure"]').click();
  check(`${name}: zooming changes the ticks and back`, zoomed !== before && await ticks() === before);
}

async function sorting(page, name, which) {
  const table = page.locator("table.sortable").nth(which);
  const heads = table.locator("thead th:not(.x):not(.tick)");
  const boxes = await table.locator("thead th.tick").count();
  const columns = await heads.count();
  let good = columns > 0;
  for (let k = 0; k < columns; k++) for (const direction of [1, -1]) {
    await heads.nth(k).locator("button").click();
    const values = await table.evaluate((table, k) => [...table.tBodies[0].rows]
      .map(r => r.cells[k].dataset.v ?? r.cells[k].textContent.trim()).filter(v => v !== "–" && v !== ""), k + boxes);
    const numeric = values.every(v => !Number.isNaN(Number(v)));
    const ordered = values.every((v, i) => i === 0
      || direction * (numeric ? values[i - 1] - v : values[i - 1].localeCompare(v, "en", { numeric: true })) <= 0);
    if (!ordered) { good = false; console.log(`       column ${k}, direction ${direction} is out of order`); }
  }
  check(`${name}: sorting works, table ${which + 1}`, good, `${columns} columns, both ways`);
}

// The profiler of a model: the prediction at the means, a value typed, the keyboard, a value far outside, the filter.
async function profiler(page, name, width, scheme) {
  const traces = page.locator(".trace"), prediction = page.locator("#prediction");
  await traces.first().scrollIntoViewIfNeeded();
  const count = await traces.count();
  const { columns, intercept, step } = await page.evaluate(() => data);
  check(`${name}: the leading columns have a trace`, count > 0 && count <= step, `${count} of ${columns.length}`);
  const number = async () => Number((await prediction.locator("b").textContent()).split(" ")[0].replace("−", "-"));
  const close = (a, b) => Math.abs(a - b) <= 1e-3 * Math.max(1e-3, Math.abs(b));
  const mean = intercept + columns.reduce((sum, c) => sum + c.b * c.mean, 0);
  check(`${name}: it begins at the means, inside`, close(await number(), mean) && (await prediction.textContent()).includes("inside the domain"), String(await number()));
  if (shots) await page.locator("#profiler").screenshot({ path: join(shots, `profiler-${width}-${scheme}.png`) });
  const first = columns.find(c => c.high > c.low), input = traces.first().locator("input");
  await input.fill(String(first.high));
  check(`${name}: a value moves the prediction by its coefficient`, close(await number(), mean + first.b * (first.high - first.mean)), String(await number()));
  const svg = traces.first().locator("svg");
  await svg.focus();
  await page.keyboard.press("Home");
  check(`${name}: the keyboard moves a trace`, close(await number(), mean + first.b * (first.low - first.mean)));
  const box = await svg.boundingBox();
  await page.mouse.click(box.x + box.width * (44 + 100) / 250, box.y + box.height / 2);
  check(`${name}: a click moves a trace`, close(await number(), mean + first.b * ((first.low + first.high) / 2 - first.mean)));
  await input.fill(String(first.high + 50 * (first.high - first.low)));
  const said = await prediction.textContent();
  check(`${name}: far beyond the range is outside`, said.includes("outside the domain") && said.includes("beyond the training range"));
  await page.locator("#profile-reset").click();
  check(`${name}: back to the means`, close(await number(), mean));
  const last = columns.filter(c => c.high > c.low).at(-1);
  await page.locator("#profile-filter").fill(last.name);
  check(`${name}: the filter finds any column`, await traces.count() >= 1 && await page.locator(".trace h4", { hasText: last.name }).count() >= 1, last.name);
  await page.locator("#profile-filter").fill("");
  const row = page.locator("#columns-table tbody tr").first(), no = await row.getAttribute("data-no");
  await row.locator("button").click();
  check(`${name}: choosing a column marks it in the figures`, await page.locator(`figure .d.sel[data-no="${no}"]`).count() >= 2, `no. ${no}`);
}

// On paper: no tools, black on white, nothing cut off.
async function printed() {
  const page = await context.newPage();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.goto(address, { waitUntil: "load" });
  check("print: no navigation, no tools", await page.locator("nav:visible, .tools:visible, figure .bar:visible").count() === 0);
  check("print: figures are there", await page.locator("figure svg:visible").count() > 0);
  check("print: white ground", await page.evaluate(() => getComputedStyle(document.body).backgroundColor) === "rgb(255, 255, 255)");
  if (await page.locator("#choose").count()) await sheets(page, check);
  const cut = await page.evaluate(() => [...document.querySelectorAll("figure svg, .trace svg, table.sortable, #compared table, #sheets *")]
    .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1).length);
  check("print: no figure, table or structure is cut off", cut === 0, `${cut} of them`);
  if (shots) await page.pdf({ path: join(shots, "print.pdf") });
  await page.close();
}

// The view draws in a frame of its own after the event, on a busy machine a while later: looks until
// `good` holds, and gives the last look, good or not, after ten seconds.
async function changed(look, good) {
  for (const end = Date.now() + 10000; ;) {
    const now = await look();
    if (good(now) || Date.now() > end) return now;
    await new Promise(done => setTimeout(done, 50));
  }
}

async function crystal(page, name, width, scheme) {
  const view = page.locator("#view");
  if (await view.count() === 0) { check(`${name}: there is a crystal`, false); return; }
  await view.scrollIntoViewIfNeeded();
  await page.waitForFunction(() => Number(document.getElementById("view").dataset.triangles) > 0, null, { timeout: 10000 }).catch(() => {});
  const pixels = () => page.evaluate(() => {
    const canvas = document.getElementById("view"), gl = canvas.getContext("webgl2");
    if (!gl) return { colours: 0, sum: 0, triangles: 0 };
    const data = new Uint8Array(canvas.width * canvas.height * 4);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, data);
    const colours = new Set();
    let sum = 0;
    for (let k = 0; k < data.length; k += 4) { colours.add(data[k] << 16 | data[k + 1] << 8 | data[k + 2]); sum = (sum * 31 + data[k] + data[k + 1] * 3 + data[k + 2] * 7) % 1e9; }
    return { colours: colours.size, sum, triangles: Number(canvas.dataset.triangles || 0) };
  });
  // As it is at rest, smooth.
  const look = async () => { await drawn(page); return pixels(); };
  const first = await look();
  check(`${name}: the crystal is drawn`, first.colours > 50, `${first.colours} colours, ${first.triangles} triangles`);
  if (shots) await view.screenshot({ path: join(shots, `crystal-${width}-${scheme}.png`) });
  await page.locator("#level").focus();
  await page.keyboard.press("End");
  const last = await changed(look, now => now.triangles !== first.triangles && now.sum !== first.sum);
  check(`${name}: the slider changes the surface`, last.triangles !== first.triangles && last.sum !== first.sum, `${first.triangles} to ${last.triangles} triangles`);
  if (shots) await page.locator("#crystal").screenshot({ path: join(shots, `section-${width}-${scheme}.png`) });
  await view.focus();
  await page.keyboard.press("ArrowRight");
  const turned = await changed(look, now => now.sum !== last.sum);
  check(`${name}: arrow keys turn it`, turned.sum !== last.sum);
  await work(page, name, check);
  console.log(`       ${name}: ${await frameTime(page)}`);
  if (width > 1000 && scheme === "light") console.log(`       ${name}: ${await frameTimeOfMany(page, name, check)}`);
  await views(page, name, check, look, changed);
  if (await page.evaluate(() => Boolean(data.crystals[0].network))) await network(page, name, check, shots, `${width}-${scheme}`);
  const row = page.locator("#table tbody tr").nth(2);
  await row.locator("button").click();
  const no = await row.getAttribute("data-no");
  check(`${name}: choosing a row chooses its crystal`, await page.locator("#choose").inputValue() === no, `no. ${no}`);
}

try {
  for (const [width, scheme] of [[390, "light"], [390, "dark"], [1400, "light"], [1400, "dark"]]) await visit(width, scheme);
  await printed();
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
