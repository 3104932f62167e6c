import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--use-gl=angle","--use-angle=swiftshader","--enable-unsafe-swiftshader"] });
const p = await b.newPage({ viewport: { width: 1200, height: 1000 } });
p.on("console", m => console.log(m.text()));
await p.goto("file:///tmp/real/report.html");
for (const [no, f] of [[5,0],[5,250],[5,999],[2,0],[3,300],[4,0]]) {
  await p.selectOption("#choose", String(no));
  await p.waitForTimeout(500);
  await p.evaluate(f => { const s = document.getElementById("level"); s.value = f; s.dispatchEvent(new Event("input")); }, f);
  await p.waitForTimeout(500);
  await p.locator("#crystal").screenshot({ path: `/tmp/real/c${no}-${f}.png` });
}
await p.goto("file:///tmp/demo/report.html");
await p.pdf({ path: "/tmp/real/print.pdf", format: "A4", printBackground: true });
await b.close();
