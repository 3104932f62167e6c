import { chromium } from "playwright-core"; import { pathToFileURL } from "node:url"; import { mkdtempSync } from "node:fs"; import { tmpdir } from "node:os"; import { join } from "node:path";
const [p, aa="1"] = process.argv.slice(2);
const c = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(),"zz-")), { executablePath: "/usr/bin/chromium", headless: true, viewport:{width:1400,height:900}, args:["--no-sandbox","--use-gl=angle","--use-angle=swiftshader","--enable-unsafe-swiftshader"]});
const page = await c.newPage(); await page.goto(pathToFileURL(p).href);
await page.waitForFunction(() => Number(document.getElementById("view").dataset.triangles) > 0);
const r = await page.evaluate(async () => {
  const gl = document.getElementById("view").getContext("webgl2"), pixel = new Uint8Array(4);
  const time = async () => { const t=[]; for (let k=0;k<6;k++){ const s=performance.now(); scene.turn[1]+=.05; scene.draw(); gl.readPixels(0,0,1,1,gl.RGBA,gl.UNSIGNED_BYTE,pixel); if(k) t.push(performance.now()-s); } return Math.min(...t).toFixed(0); };
  const out = {size:[scene.canvas.width,scene.canvas.height], atoms: scene.points.length, tri: document.getElementById("view").dataset.triangles, groups: scene.groups.map(g=>[g.key,g.name,g.n,g.mesh.n/3]), samples: gl.getParameter(gl.SAMPLES)};
  out.all = await time();
  const g = scene.groups, s = scene.surface, f = scene.faces;
  scene.surface=null; out.noSurface = await time();
  scene.faces=null; out.noFaces = await time();
  const od=scene.onDraw; scene.onDraw=null; out.noTags=await time();
  for (const k of [-3,-4]) { scene.groups = scene.groups.filter(x=>x.key!==k); out["no"+k]=await time(); }
  scene.groups=[]; out.empty = await time();
  return out;
});
console.log(JSON.stringify(r)); await c.close();
