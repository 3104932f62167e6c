// Who cannot use a mouse, or sees little: the rules of WCAG 2.1 level AA as axe-core tests them, and the whole page by the Tab key.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

export async function access(page, name, check) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async levels => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: levels }, resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.length}, the first ${nodes[0].target} ${nodes[0].html.slice(0, 160)} ${nodes[0].any[0]?.message ?? ""}`);
  }, LEVELS);
  check(`${name}: no violation of WCAG 2.1 AA`, violations.length === 0, violations.join("\n       "));
}

// Every control is reached by the Tab key, shows that it is, and lets go of it again.
export async function keyboard(page, name, check) {
  const wanted = await page.evaluate(() => {
    document.activeElement?.blur();
    scrollTo(0, 0);
    const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
      .filter(part => part.tabIndex >= 0 && !part.disabled && part.checkVisibility({ visibilityProperty: true }));
    controls.forEach((part, k) => { part.dataset.tab = k; });
    return controls.length;
  });
  const reached = new Set(), unseen = new Set();
  for (let presses = 0; presses < wanted + 20; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const part = document.activeElement, style = part && getComputedStyle(part);
      return part?.dataset?.tab === undefined ? null
        : { tab: part.dataset.tab, seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, html: part.outerHTML.slice(0, 120) };
    });
    if (!at) continue;
    reached.add(at.tab);
    if (!at.seen) unseen.add(at.html);
  }
  const missed = await page.evaluate(reached => [...document.querySelectorAll("[data-tab]")].filter(part => !reached.includes(part.dataset.tab)).map(part => part.outerHTML.slice(0, 120)), [...reached]);
  check(`${name}: the Tab key reaches every control`, missed.length === 0 && wanted > 5, `${reached.size} of ${wanted} ${missed.slice(0, 3).join(" ")}`);
  check(`${name}: a control shows that it has the focus`, unseen.size === 0, [...unseen].slice(0, 3).join(" "));
}
