// How long a frame of the view takes, software rendering included: the crystal is turned and each frame is waited for. The first
// is as it is at rest, the second as it is while a reader turns it.
import { supercell } from "./supercell.mjs";

const FRAMES = 20;

export async function frameTime(page) {
  const { atoms, sites, hops, rest, turned } = await page.evaluate(async count => {
    const gl = scene.gl, pixel = new Uint8Array(4), turn = [...scene.turn];
    const median = async act => {
      const times = [];
      for (let k = 0; k <= count; k++) {
        const start = performance.now();
        act();
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); // waits until all is drawn
        if (k) times.push(performance.now() - start); // the first one compiles
        await new Promise(requestAnimationFrame);
      }
      return times.sort((a, b) => a - b)[count >> 1];
    };
    const rest = await median(() => { scene.turn[1] += .05; scene.draw(); });
    scene.turnBy(5, 0);
    const turned = await median(() => scene.turnBy(5, 0));
    scene.rest();
    scene.turn = turn;
    scene.draw();
    return { atoms: scene.points.length - scene.sites.length, sites: scene.sites.length, hops: scene.lines.length, rest, turned };
  }, FRAMES);
  return `${atoms} atoms, ${sites} sites, ${hops} hops: ${rest.toFixed(0)} ms a frame, ${turned.toFixed(0)} ms while it is turned`;
}

// The same of so many cells of the crystal that with the atoms on their faces about a thousand are drawn; the crystal is shown
// again after that.
export async function frameTimeOfMany(page) {
  await page.evaluate(supercell, 500);
  await page.waitForFunction(() => chosen.isSupercell && scene.surface && (!chosen.net || scene.net === chosen.net), null, { timeout: 30000 });
  const words = await frameTime(page);
  await page.evaluate(() => select(chosen.no));
  await page.waitForFunction(() => scene.surface && (!chosen.network || scene.net === chosen.net), null, { timeout: 30000 });
  return words;
}
