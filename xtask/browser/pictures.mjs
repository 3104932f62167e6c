// Takes pictures of a page of structures: its first screen, and each crystal beside its profile.
//   node pictures.mjs PAGE.html FOLDER [CHROMIUM]
// They are page-ranking.png and family-NAME.png.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page_path, folder, executable = "/usr/bin/chromium"] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), "hecs-pictures-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: executable,
  headless: true,
  viewport: { width: 1400, height: 900 },
  args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run"],
});
try {
  const page = await context.newPage();
  await page.goto(pathToFileURL(resolve(page_path)).href, { waitUntil: "load" });
  const drawn = () => page.waitForFunction(() => (!chosen?.map || chosen.codes && scene.surface) && !scene.isDrawing, null, { timeout: 60000 });
  await drawn();
  await page.screenshot({ path: join(folder, "page-ranking.png") });
  const numbers = await page.evaluate(() => data.crystals.map(crystal => crystal.no));
  for (const no of numbers) {
    await page.evaluate(no => select(no), no);
    await drawn();
    const name = await page.evaluate(() => chosen.name);
    await page.locator(".viewer").screenshot({ path: join(folder, `family-${name}.png`) });
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
