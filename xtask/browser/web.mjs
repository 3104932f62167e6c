// Opens the page that computes in the browser and uses it as a reader would; compares its numbers with the program's.
//   node web.mjs HECS.html STRUCTURES NATIVE.jsonl [CHROMIUM] [SCREENSHOT-FOLDER]
// STRUCTURES is the folder of the fixtures, NATIVE.jsonl what `hecs bvse FILE… --ion Li+ --format jsonl` prints; native.cube
// beside it is the map of 005_Li6PS5I.cif. Prints one line a check; exit code 1 if any fails.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_path, structures, native_path, executable = "/usr/bin/chromium", shots] = process.argv.slice(2);
const address = pathToFileURL(resolve(page_path)).href;
let failed = 0, passed = 0;
function check(name, good, detail = "") {
  if (good) passed++; else failed++;
  console.log(`${good ? "ok    " : "FAILED"} ${name}${detail ? ` (${detail})` : ""}`);
}

const profile = mkdtempSync(join(tmpdir(), "hecs-web-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  headless: true,
  acceptDownloads: true,
  viewport: { width: 1400, height: 900 },
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const errors = [], requests = [];
const page = await context.newPage();
page.on("console", m => { if (m.type() === "error") errors.push(m.text()); });
page.on("pageerror", e => errors.push(String(e)));
page.on("request", r => { if (r.url() !== address && !/^(data|blob):/.test(r.url())) requests.push(r.url()); });

const IODIDE = "005_Li6PS5I.cif";
const LONG = 300000;
const idle = () => page.waitForFunction(() => !working && !queue.length, null, { timeout: LONG });
const give = async (...files) => {
  await page.setInputFiles("#files", files);
  await idle();
};
const file = (name, content) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
// The rows below the first `from` ones, as a reader sees them.
const rows = from => page.evaluate(from => items.slice(from).map(item => item.row.innerText.replace(/\s+/g, " ")), from);
const count = () => page.evaluate(() => items.length);
async function said(name, content, words) {
  const from = await count();
  await give(file(name, content));
  const text = (await rows(from)).join(" | ");
  check(`${name}: said clearly`, words.test(text), text.slice(0, 200));
}
async function alive(after) {
  const from = await count();
  await give(join(structures, IODIDE));
  const text = (await rows(from)).join(" ");
  check(`the page is alive after ${after}`, text.includes("0.4517"), text);
}

async function oneStructure() {
  const began = Date.now();
  await give(join(structures, IODIDE));
  const ms = await page.evaluate(() => items[0].ms);
  console.log(`       Li6PS5I at 0.1 Å: ${ms.barriers.toFixed(0)} ms at first, picture ${ms.page.toFixed(0)} ms, ${Date.now() - began} ms in all`);
  const warm = await page.evaluate(async () => {
    const times = [];
    for (let k = 0; k < 3; k++) times.push((await engine.ask(items[0].file, { ...items[0].request, question: "barriers" })).ms);
    return Math.min(...times);
  });
  console.log(`       Li6PS5I at 0.1 Å: ${warm.toFixed(0)} ms afterwards`);
  check("the crystal is drawn", await page.waitForFunction(() => Number(byId("view").dataset.triangles) > 0, null, { timeout: 10000 }).then(() => true, () => false));
  check("the profile and the hops are there", await page.locator("#profile svg").count() === 1 && await page.locator("#hops tbody tr").count() > 0);
  check("nothing sticks out sideways", await page.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0);
  if (shots) await page.screenshot({ path: join(shots, "web.png"), fullPage: true });
}

async function saved() {
  const download = async name => {
    const [got] = await Promise.all([page.waitForEvent("download"), page.locator("#rows tbody tr").first().getByRole("button", { name }).click()]);
    return readFileSync(await got.path(), "utf8");
  };
  const record = JSON.parse(await download("record"));
  check("the record is saved", record.schema === "hecs.bvse.1" && record.ok);
  const [ours, native] = [await download("map (.cube)"), readFileSync(join(dirname(native_path), "native.cube"), "utf8")];
  check("the map is saved, byte for byte that of the program", ours === native, `${ours.length} and ${native.length} bytes`);
}

// Every number of the records. Barriers, saddle points and whatever else comes of the searches are the same bits; an energy of
// a point of the grid is that of the potential there, whose exponential is that of the C library in the program: its last
// bits may differ, and it is compared to fourteen decimals.
const LAST_BITS_EV = 2e-15;
function alike(a, b) {
  if (typeof a !== "object" || a === null) return a === b;
  return Object.keys(a).length === Object.keys(b ?? {}).length && Object.keys(a).every(key => ON_GRID.has(key) && typeof a[key] === "number"
    ? Math.abs(a[key] - b[key]) <= LAST_BITS_EV : alike(a[key], b[key]));
}
const ON_GRID = new Set(["grid", "e_min", "e_max"]);
async function numbers() {
  const native = readFileSync(native_path, "utf8").trim().split("\n").map(line => JSON.parse(line)).filter(record => record.ok);
  let same = 0, whole = 0;
  for (const record of native) {
    const name = basename(record.file), content = readFileSync(record.file).toString("base64");
    const ours = JSON.parse(await page.evaluate(async ({ name, content }) => {
      const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
      return (await engine.ask({ name, content: bytes }, { ion: "Li+", spacing: .1, question: "barriers" })).value;
    }, { name, content }));
    for (const one of [ours, record]) { one.file = name; delete one.seconds; }
    if (alike(ours, record)) same++;
    else console.log(`       ${name}: ${JSON.stringify(ours.barriers)} and ${JSON.stringify(record.barriers)}`);
    if (JSON.stringify(ours) === JSON.stringify(record)) whole++;
  }
  check("records are those of the program, refined barriers to the last digit", same === native.length && same > 0, `${same} of ${native.length}; to the last bit of every energy of the grid ${whole}`);
}

// Other formats, several structures of a file, another ion, a text that is pasted.
async function formats() {
  const poscar = "Li Na chloride\n1.0\n5.3 0 0\n0 5.3 0\n0 0 5.3\nLi Na Cl\n2 2 4\nDirect\n0 0 0\n0 .5 .5\n.5 0 .5\n.5 .5 0\n.5 .5 .5\n.5 0 0\n0 .5 0\n0 0 .5\n";
  let from = await count();
  await give(file("POSCAR", poscar));
  const ions = await page.evaluate(from => items[from].ions, from);
  check("the ions of a structure are there to be chosen", ions.join() === "Li+,Na+", ions.join());
  await page.locator("#rows tbody tr").nth(from).locator("select").selectOption("Na+");
  await idle();
  check("another ion is computed", await page.evaluate(from => items[from].record?.ion, from) === "Na+");
  const atoms = "Li 0 0 0\nCl 2.55 2.55 2.55\n", cell = 'Lattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3 pbc="T T T"\n';
  from = await count();
  await give(file("two.extxyz", `2\n${cell}${atoms}2\n${cell}${atoms}`));
  check("a file of several structures has a row for each", await count() === from + 2, (await rows(from)).join(" | "));
  from = await count();
  await page.locator("#paste-open").click();
  await page.locator("#pasted").fill(readFileSync(join(structures, IODIDE), "utf8"));
  await page.locator("#paste-take").click();
  await idle();
  check("a text that is pasted is computed", (await rows(from)).join().includes("0.4517"));
  from = await count();
  const dropped = await page.evaluateHandle(text => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.cif"));
    return transfer;
  }, readFileSync(join(structures, IODIDE), "utf8"));
  await page.dispatchEvent("#drop", "drop", { dataTransfer: dropped });
  await page.waitForFunction(from => items.length > from, from, { timeout: LONG });
  await idle();
  check("a file that is dropped is computed", (await rows(from)).join().includes("0.4517"));
}

async function badDrops() {
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await said("photo.cif", png, /photo\.cif is a PNG picture, not a crystal structure/);
  await alive("a picture");
  const whole = readFileSync(join(structures, IODIDE), "utf8");
  await said("broken.cif", whole.slice(0, whole.indexOf("_atom_site_label")), /cannot be read: line \d+: loop_ is followed by no data names/);
  await said("noise.cif", Buffer.from(Array.from({ length: 5000 }, (_, k) => (k * 7919 + (k >> 3) * 104729) % 251)), /noise\.cif is a binary file, not a crystal structure/);
  await alive("broken files");
  // Ten megabytes of reflections behind a crystal are read over.
  const hkl = `\nloop_\n_refln_index_h\n_refln_index_k\n_refln_index_l\n_refln_F_squared_meas\n${"1 2 3 4.5678\n".repeat(800000)}`;
  await said("reflections.cif", whole + hkl, /0\.4517/);
  // Ten megabytes of atoms are too many for the grid and the picture.
  const head = "data_big\n_cell_length_a 150\n_cell_length_b 150\n_cell_length_c 150\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P 1'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
  const side = 60, lines = [];
  for (let k = 0; k < side ** 3; k++) {
    const [x, y, z] = [k % side, Math.floor(k / side) % side, Math.floor(k / side / side)];
    const ion = (x + y + z) % 2 ? "Cl1-" : "Li1+";
    lines.push(`${ion.slice(0, 2)}${k} ${ion} ${((x + .5) / side).toFixed(9)} ${((y + .5) / side).toFixed(9)} ${((z + .5) / side).toFixed(9)}`);
  }
  const big = head + lines.join("\n");
  console.log(`       a CIF of ${(big.length / 1e6).toFixed(1)} MB`);
  await said("atoms.cif", big, /needs .* grid points, over the limit .* use at least 0\.1\d+ Å/);
  await alive("ten megabytes of atoms");
}

// A computation that takes long says what it does, and ends when it is told to.
async function cancelled() {
  const from = await count();
  await page.evaluate(() => { byId("spacing").value = "0.02"; });
  await page.setInputFiles("#files", [join(structures, IODIDE)]);
  await page.waitForFunction(() => doing.includes("energy map"), null, { timeout: LONG });
  await page.waitForTimeout(500);
  const words = await page.locator("#progress").textContent();
  check("what is computed is said", words.includes("Li6PS5I: energy map and barriers of Li+"), words);
  await page.locator("#cancel").click();
  await idle();
  const text = (await rows(from)).join();
  check("a computation is cancelled", text.includes("cancelled") && await page.locator("#cancel").isHidden(), text);
  await page.evaluate(() => { byId("spacing").value = "0.1"; });
  await alive("a cancelled computation");
}

// The module ended for good: the page says so and starts another.
async function ended() {
  const words = await page.evaluate(() => engine.send({ do: "open", name: "x", content: { length: 3.9e9 } }).then(() => "", e => e.message));
  check("a module that ends is said", words.startsWith("the computation ended"), words);
  await alive("a module that ended");
}

async function injection() {
  const markup = `<img src=x onerror="window.hacked=1">`, whole = readFileSync(join(structures, IODIDE), "utf8");
  const from = await count();
  const labelled = whole.replace(/^data_\S+/m, `data_${"<b>x</b>"}`).replace(/^(Li1)\b/m, "'<img/src=x/onerror=window.hacked=1>'");
  await give(file(`${markup}.cif`.replaceAll("/", ""), labelled));
  await page.evaluate(from => select(items[from].no), from);
  await page.waitForTimeout(300);
  const text = (await rows(from)).join(" ");
  check("markup in names and labels is text", text.includes("<img src=x") && !await page.evaluate(() => window.hacked) && await page.locator("main img").count() === 0, text.slice(0, 120));
}

try {
  await page.goto(address, { waitUntil: "load" });
  await oneStructure();
  await saved();
  await numbers();
  await formats();
  await injection();
  await badDrops();
  await cancelled();
  await ended();
  await page.setViewportSize({ width: 390, height: 844 });
  check("390 px: nothing sticks out sideways", await page.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0);
  if (shots) await page.screenshot({ path: join(shots, "web-390.png"), fullPage: true });
  check("no console errors", errors.length === 0, errors.slice(0, 3).join("; "));
  check("no network requests", requests.length === 0, requests.join(" "));
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
