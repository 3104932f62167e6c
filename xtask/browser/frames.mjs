// How long a frame of the view takes, software rendering included: the crystal is turned and each frame is waited for.
const FRAMES = 20;

export async function frameTime(page) {
  const { atoms, ms } = await page.evaluate(async count => {
    const gl = document.getElementById("view").getContext("webgl2"), pixel = new Uint8Array(4), times = [], turn = [...scene.turn];
    for (let k = 0; k <= count; k++) {
      const start = performance.now();
      scene.turn[1] += .05;
      scene.draw();
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); // waits until all is drawn
      if (k) times.push(performance.now() - start); // the first one compiles
      await new Promise(requestAnimationFrame);
    }
    scene.turn = turn;
    scene.draw();
    return { atoms: scene.points.length, ms: times.sort((a, b) => a - b)[count >> 1] };
  }, FRAMES);
  return `${atoms} atoms are drawn in ${ms.toFixed(0)} ms`;
}
