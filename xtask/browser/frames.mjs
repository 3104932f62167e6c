// What a frame of the view costs: counts of what is drawn, which hold on any machine and are checked, and times, software
// rendering included, which are printed.
import { supercell } from "./supercell.mjs";

const FRAMES = 20;
// Two for each straight piece of a path, of which most hops have two or three, and eight for the saddle point.
const TRIANGLES_OF_A_HOP = 15;

// Waits until the view is at rest and smooth.
export const drawn = page => page.waitForFunction(() => !scene?.isDrawing, null, { timeout: 60000 });

// A frame at rest, until all frames are drawn that make it smooth, and a frame while it is turned; each is waited for.
export async function frameTime(page) {
  const { atoms, sites, hops, rest, smooth, turned } = await page.evaluate(async count => {
    const turn = [...scene.turn];
    const median = async act => {
      const times = [];
      for (let k = 0; k <= count; k++) {
        const start = performance.now();
        act();
        if (k) times.push(performance.now() - start); // the first one compiles
        await new Promise(requestAnimationFrame);
      }
      return times.sort((a, b) => a - b)[count >> 1];
    };
    const turnBit = () => { scene.turn[1] += .05; scene.draw(); scene.step(); };
    const rest = await median(turnBit);
    const smooth = await median(() => { turnBit(); while (scene.smoothed < SHIFTS.length) scene.step(); });
    const turnMore = () => { scene.turnBy(5, 0); scene.step(); };
    for (let k = 0; k < 2 * PACES.length; k++) turnMore(); // until it has found its pace
    const turned = await median(turnMore);
    scene.rest();
    scene.turn = turn;
    scene.draw();
    return { atoms: scene.points.length - scene.sites.length, sites: scene.sites.length, hops: scene.lines.length, rest, smooth, turned };
  }, FRAMES);
  const [atRest, until, moving] = [rest, smooth, turned].map(time => time.toFixed(0));
  return `${atoms} atoms, ${sites} sites, ${hops} hops: ${atRest} ms a frame, ${until} ms until it is smooth, ${moving} ms a frame while it is turned`;
}

// Nothing is drawn without need: at rest nothing, and one picture a frame where pictures are slow, a coarse one while it is turned.
export async function work(page, name, check) {
  await drawn(page);
  const found = await page.evaluate(async () => {
    const gl = scene.gl, count = { pictures: 0, calls: 0, triangles: 0 }, { clear, drawElements } = gl;
    gl.clear = mask => { count.pictures++; clear.call(gl, mask); };
    gl.drawElements = (mode, n, ...rest) => { count.calls++; count.triangles += n / 3; drawElements.call(gl, mode, n, ...rest); };
    const counted = async act => {
      const before = { ...count };
      await act();
      return Object.fromEntries(Object.keys(count).map(key => [key, count[key] - before[key]]));
    };
    const pause = time => new Promise(done => setTimeout(done, time));
    const idle = await counted(() => pause(300));
    // As if a picture took a second, in each of the paces and whatever it takes.
    const { pace } = scene;
    pace.taken = PACES.map(() => [1000, 1000]);
    pace.add = () => {};
    const rest = await counted(() => { for (let k = 0; k < 3; k++) scene.draw(); scene.step(); });
    const { isTooFine } = scene; // then it is coarse at rest, too
    const turned = await counted(() => { for (let k = 0; k < 3; k++) scene.turnBy(3, 0); scene.step(); });
    const pixels = scene.canvas.width / scene.canvas.clientWidth;
    for (const end = performance.now() + 30000; scene.isDrawing && performance.now() < end;) await pause(20);
    const settled = { smoothed: scene.smoothed, pixels: scene.canvas.width / scene.canvas.clientWidth };
    delete pace.add;
    pace.forget();
    scene.turnBy(-9, 0);
    [gl.clear, gl.drawElements] = [clear, drawElements];
    const inHops = scene.groups.filter(group => group.key === HOPS && !group.name).reduce((sum, group) => sum + group.n / 3, 0);
    return { idle, rest, turned, pixels, settled, hops: scene.lines.length, inHops, isTooFine, samples: gl.getParameter(gl.SAMPLES) };
  });
  const { idle, rest, turned, pixels, settled, hops, inHops, isTooFine, samples } = found;
  check(`${name}: nothing is drawn while nothing changes`, idle.pictures === 0 && idle.calls === 0, `${idle.pictures} pictures`);
  check(`${name}: a slow frame is one picture`, rest.pictures === 1 && turned.pictures === 1 && samples === 0, `${rest.pictures} at rest, ${turned.pictures} turned, ${samples} samples`);
  check(`${name}: a slow view is coarser while it is turned`, (turned.triangles < rest.triangles || isTooFine) && pixels < .75, `${turned.triangles} of ${rest.triangles} triangles, ${pixels.toFixed(2)} pixels`);
  check(`${name}: and sharp and smooth at rest`, settled.smoothed === 4 && settled.pixels > .99, `${settled.smoothed} pictures, ${settled.pixels.toFixed(2)} pixels`);
  check(`${name}: things of a kind are one call`, rest.calls < 20, `${rest.calls} calls`);
  if (hops) check(`${name}: a hop is few triangles`, inHops / hops <= TRIANGLES_OF_A_HOP, `${(inHops / hops).toFixed(1)} of at most ${TRIANGLES_OF_A_HOP}`);
}

// The same of so many cells of the crystal that with the atoms on their faces about a thousand are drawn; the crystal is shown
// again after that.
export async function frameTimeOfMany(page, name, check) {
  await page.evaluate(supercell, 500);
  await page.waitForFunction(() => chosen.isSupercell && scene.surface && (!chosen.net || scene.net === chosen.net), null, { timeout: 30000 });
  await work(page, `${name}, many cells`, check);
  const words = await frameTime(page);
  await page.evaluate(() => select(chosen.no));
  await page.waitForFunction(() => scene.surface && (!chosen.network || scene.net === chosen.net), null, { timeout: 30000 });
  return words;
}
