// Sites and hops in the view: tubes along the paths in the colours of their barriers, names beside them, and what lies
// under the pointer.
const HIT = 12; // pixels
const TUBE = .075; // radius in Å of what is drawn along a hop

// Every image of a hop, with those that a saddle point on a face has on the opposite one.
function hopImages(hop) {
  const apply = ([r, t], f) => r.map((row, k) => row[0] * f[0] + row[1] * f[1] + row[2] * f[2] + t[k]);
  return hop.images.flatMap((image, number) => {
    const saddle = apply(image, hop.path[hop.saddle]);
    return CrystalScene.inCell(saddle).map(at => {
      const move = f => apply(image, f).map((v, k) => v + at[k] - saddle[k]);
      return { number, path: hop.path.map(move), window: hop.window.map(ion => move(ion.at)) };
    });
  });
}

// Draws a network into a scene.
function drawNetwork(net, scene) {
  scene.net = net;
  scene.lines = net.hops.flatMap(hop => hopImages(hop).map(image => {
    const at = image.path.map(scene.place);
    return {
      hop: hop.no, image: image.number, text: hopText(net, hop), at, bends: bendsOf(at), saddle: hop.saddle,
      window: image.window.map(scene.place), colour: hopColour(net, hop.energy).map(v => v / 255),
    };
  }));
  scene.group(HOPS, ROD, scene.lines.flatMap(line => tubes(line, TUBE)));
  scene.group(HOPS, GEM, scene.lines.map(line => bead(line.at[line.saddle], .2, line.colour)));
  const sites = net.sites.flatMap((site, number) => site.images.flatMap(f => CrystalScene.inCell(f).map(g => ({ number, site, at: scene.place(g) }))));
  scene.group(SITES, BALL, sites.map(({ at }) => bead(at, .17, [.16, .62, .47])));
  const text = site => `${site.name}, site of the network\n${energy(site.energy)} eV above the lowest\nbond-valence sum ${site.valence.toFixed(2)}`;
  scene.sites = sites.map(({ site, at }) => ({ at, key: SITES, text: text(site), name: site.name }));
  scene.points.push(...scene.sites);
  scene.redraw();
}

const hopText = (net, hop) => `Hop ${hop.no}, ${hopName(net, hop)}\nsaddle point ${energy(hop.energy)} eV above the lowest site`;
const bead = (at, radius, colour) => ({ from: at, to: at, radius, colour });
const tubes = ({ bends, colour }, radius) => bends.slice(1).map((to, k) => ({ from: bends[k], to, radius, colour }));

// The points of a path that a line of the width of a tube needs: both ends, and what lies off the straight line between them by
// more than a third of the tube, and so on between these.
function bendsOf(path) {
  const [from, to] = [path[0], path.at(-1)], axis = to.map((x, k) => x - from[k]), square = axis.reduce((sum, x) => sum + x * x, 0);
  const off = path.map(place => {
    const along = place.map((x, k) => x - from[k]), t = square ? along.reduce((sum, x, k) => sum + x * axis[k], 0) / square : 0;
    return Math.hypot(...along.map((x, k) => x - t * axis[k]));
  });
  const at = off.indexOf(Math.max(...off));
  return off[at] > TUBE / 3 ? [...bendsOf(path.slice(0, at + 1)), ...bendsOf(path.slice(at)).slice(1)] : [from, to];
}

// One hop strong, with the names of its ends and the window of one of its images.
function markHop(net, hop, image) {
  const lines = scene.lines.filter(line => line.hop === hop.no), line = lines.find(l => l.image === image) ?? lines[0];
  scene.drop("chosen");
  const bright = [1, .84, .1];
  scene.group(HOPS, ROD, lines.flatMap(l => tubes(l, l === line ? .17 : .12)), "chosen");
  const ions = line.window, saddle = line.at[line.saddle];
  scene.group(HOPS, GEM, [bead(saddle, .32, bright)], "chosen");
  scene.group(HOPS, ROD, ions.flatMap((from, k) => ions.slice(k + 1).map(to => ({ from, to, radius: .05, colour: bright }))), "chosen");
  const ends = hop.ends.map((site, k) => ({ text: net.sites[site].name, kind: "site", at: line.at[k ? line.at.length - 1 : 0] }));
  scene.marks = [...ends, { text: `${energy(hop.energy)} eV`, kind: "saddle", at: saddle }];
  retag();
}

function unmarkHop() {
  if (!scene) return;
  scene.drop("chosen");
  scene.marks = [];
  for (const row of document.querySelectorAll("#hops tbody tr.sel")) row.classList.remove("sel");
  retag();
}

// The distance between this atom or site and the one chosen before it; a third begins anew.
function measure(point) {
  const before = scene.measured.length === 1 && scene.measured[0] !== point ? scene.measured : [];
  scene.measured = [...before, point];
  scene.drop("measured");
  const [from, to] = scene.measured.map(p => p.at), colour = [.85, .2, .5];
  scene.group(null, BALL, scene.measured.map(p => bead(p.at, .2, colour)), "measured");
  if (to) {
    scene.group(null, ROD, [{ from, to, radius: .05, colour }], "measured");
    byId("live").textContent = `Distance ${apart(from, to).toFixed(3)} ångström`;
  }
  retag();
}

const apart = (p, q) => Math.hypot(...p.map((x, k) => x - q[k]));

// The names that are wanted: axes, the ends of the chosen hop, all sites where asked for.
function retag() {
  const all = byId("names")?.getAttribute("aria-pressed") === "true" && !scene.hidden.has(SITES) ? scene.sites ?? [] : [];
  const marks = scene.hidden.has(HOPS) ? [] : scene.marks ?? [];
  const [from, to] = (scene.measured ?? []).map(p => p.at);
  const length = to ? [{ text: `${apart(from, to).toFixed(3)} Å`, kind: "saddle", at: from.map((x, k) => (x + to[k]) / 2) }] : [];
  scene.tags = [...scene.axes, ...length, ...marks, ...all.map(site => ({ text: site.name, kind: "name", at: site.at }))];
  scene.draw();
}

// Names as text over the canvas, moved with every drawing.
function placeTags(view) {
  const box = byId("tags"), { clientWidth: width, clientHeight: height } = scene.canvas, taken = [];
  while (box.children.length > scene.tags.length) box.lastChild.remove();
  scene.tags.forEach((tag, k) => {
    const node = box.children[k] ?? element("span", undefined, box), [x, y] = scene.project(tag.at, view);
    if (node.textContent !== tag.text) node.textContent = tag.text;
    node.className = `tag ${tag.kind}`;
    // About seven pixels a letter; a name of the chosen hop moves up or down to where it lies on no other; others are left out.
    const half = 4 + 3.5 * tag.text.length, isFree = at => !taken.some(([u, v, w]) => Math.abs(u - x) < w + half && Math.abs(v - at) < 17);
    const at = (tag.kind === "name" ? [0] : [0, -18, 18, -36, 36]).map(shift => y + shift).find(isFree);
    node.hidden = at === undefined || x < half || at < 9 || x > width - half || at > height - 9;
    if (node.hidden) return;
    taken.push([x, at, half]);
    node.style.transform = `translate(${x.toFixed(1)}px, ${at.toFixed(1)}px) translate(-50%, -50%)`;
  });
}

// The hop, site or atom under a place of the canvas; the nearest to the eye of those that are hit.
function under(px, py) {
  const view = scene.view(), hits = [];
  if (!scene.hidden.has(HOPS)) for (const line of scene.lines) {
    const at = line.at.map(p => scene.project(p, view));
    for (let k = 1; k < at.length; k++) {
      const [u, v] = [at[k - 1], at[k]], [dx, dy] = [v[0] - u[0], v[1] - u[1]], square = dx * dx + dy * dy;
      const t = square ? Math.max(0, Math.min(1, ((px - u[0]) * dx + (py - u[1]) * dy) / square)) : 0;
      const apart = Math.hypot(px - u[0] - t * dx, py - u[1] - t * dy);
      if (apart < HIT) hits.push({ line, apart, depth: u[2] + t * (v[2] - u[2]), text: line.text });
    }
  }
  for (const point of scene.points) if (!scene.hidden.has(point.key)) {
    const [x, y, depth] = scene.project(point.at, view), apart = Math.hypot(px - x, py - y);
    if (apart < HIT) hits.push({ apart, depth, text: point.text, point });
  }
  const sharp = hits.filter(hit => hit.apart < HIT / 2);
  return (sharp.length ? sharp : hits).sort((a, b) => sharp.length ? a.depth - b.depth : a.apart - b.apart)[0];
}

// Pointer and keyboard of the view: what it is under the pointer, a click chooses a hop, N and P the next and the
// previous one, Escape none.
function watchView(canvas) {
  const place = e => { const box = canvas.getBoundingClientRect(); return [e.clientX - box.left, e.clientY - box.top]; };
  let pressed = null;
  canvas.addEventListener("pointerdown", e => { pressed = place(e); tip.hidden = true; });
  canvas.addEventListener("pointerup", e => {
    const now = place(e);
    if (!pressed || Math.hypot(now[0] - pressed[0], now[1] - pressed[1]) > 4) return;
    const { line, point } = under(...now) ?? {};
    if (line) chooseHop(line.hop, line.image); else if (point) measure(point);
  });
  let waiting = false;
  canvas.addEventListener("pointermove", e => {
    if (waiting || scene.isHeld()) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const hit = under(...place(e));
      canvas.style.cursor = hit?.line ? "pointer" : "";
      if (hit) showTip(hit.text, e.clientX, e.clientY); else tip.hidden = true;
    });
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("keydown", e => {
    const step = { n: 1, N: 1, p: -1, P: -1 }[e.key], hops = chosen?.net?.hops;
    if (step && hops?.length) {
      const at = hops.findIndex(hop => hop.no === chosenHop);
      chooseHop(hops[at < 0 ? (step > 0 ? 0 : hops.length - 1) : (at + step + hops.length) % hops.length].no, 0);
    } else if (e.key === "Escape" && chosenHop !== null) { chosenHop = null; showProfile(chosen); unmarkHop(); }
  });
}
