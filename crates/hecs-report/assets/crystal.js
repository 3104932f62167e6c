// The crystal in three dimensions: atoms by role, coordination polyhedra, cell edges, energy surface, sites
// and hops of the network, drawn with WebGL 2. Coordinates are Cartesian in Å about the middle of the cell.
// Parts of it are hidden by the number of a role, by that of an element from ELEMENTS on, or by the others of these.
const PERSPECTIVE = .7; // at 1 the nearest corner of a crystal would be twice as large as its middle
// Pixels of the canvas for a triangle of the surface, below which a net of a quarter of them is drawn. At 12 of them the pictures of
// Li6PS5Cl with either net differ by 0.3 of 255 in the mean, and by more than 30 in 0.2 % of the pixels.
const FINEST = 8;
const ELEMENTS = 100, PATH = -1, SURFACE = -2, HOPS = -3, SITES = -4, POLYHEDRA = -5;

// Colours and ends of the sectors of a sphere: two species, and white for what is empty; a third species where nothing is.
function sectors(parts) {
  const empty = [.94, .94, .94], [first, second] = parts, filled = parts.reduce((sum, [, share]) => sum + share, 0);
  const rest = filled > .995 ? parts[2]?.[0] ?? second?.[0] ?? first?.[0] : empty;
  if (!first) return { colour: empty };
  const whole = Math.max(1, filled), ends = [first[1] / whole, (first[1] + (second?.[1] ?? 0)) / whole];
  // What is full to the last digits has no sliver of another colour.
  return { colour: first[0], second: second?.[0] ?? rest, third: rest ?? empty, share: ends.map(end => end > .995 ? 2 : end) };
}

class CrystalScene {
  static create(canvas) {
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: false, preserveDrawingBuffer: true });
    return gl ? new CrystalScene(canvas, gl) : null;
  }

  constructor(canvas, gl) {
    this.canvas = canvas;
    this.gl = gl;
    this.turn = [0.42, -0.55]; // about the horizontal, then the vertical axis
    this.zoom = 1;
    this.perspective = false;
    this.colouring = "elements"; // or "roles"
    this.hidden = new Set();
    this.groups = [];
    this.tags = [];
    this.lines = [];
    this.points = [];
    for (const [name, sources] of Object.entries(SHADERS)) this[name] = this.program(...sources);
    this.mean = new Mean(gl, this.copy);
    this.pace = new Pace();
    this.aspect = 1; // width of the picture to its height
    this.smoothed = 0; // pictures of which the mean is shown
    this.listen();
    new ResizeObserver(() => this.redraw()).observe(canvas);
  }

  program(vertex, fragment) {
    const gl = this.gl, program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) || "shader");
    return program;
  }

  buffer(data, elements) {
    const gl = this.gl, buffer = gl.createBuffer(), target = elements ? gl.ELEMENT_ARRAY_BUFFER : gl.ARRAY_BUFFER;
    gl.bindBuffer(target, buffer);
    gl.bufferData(target, data, gl.STATIC_DRAW);
    return buffer;
  }

  // Shows a crystal of the page's data; `roles` are the names and colours.
  show(crystal, roles) {
    const [a, b, c] = crystal.cell;
    this.cell = [a, b, c];
    this.place = f => [0, 1, 2].map(k => (f[0] - .5) * a[k] + (f[1] - .5) * b[k] + (f[2] - .5) * c[k]);
    this.clear();
    const unit = colour => colour.map(v => v / 255), byElement = this.colouring === "elements";
    const colour = role => unit(roles[role].colour);
    const key = number => byElement ? ELEMENTS + (crystal.atoms[number][6][0]?.[0] ?? 0) : crystal.atoms[number][0];
    const atoms = new Map();
    const add = (number, f) => {
      const place = f.map(v => v.toFixed(3)).join(" ");
      if (atoms.has(place)) return;
      const [role, , , , radius, label, mix] = crystal.atoms[number];
      const at = this.place(f);
      const parts = byElement ? mix.map(([element, share]) => [unit(data.elements[element].colour), share]) : [[colour(role), mix.reduce((sum, [, share]) => sum + share, 0)]];
      atoms.set(place, { key: key(number), role, from: at, to: at, radius, label, ...sectors(parts) });
    };
    crystal.atoms.forEach(([, x, y, z], number) => { for (const f of CrystalScene.inCell([x, y, z])) add(number, f); });
    // A polyhedron is whole: the atoms about its middle are there, in whatever cell they are.
    this.polyhedra = [];
    for (const [centre, corners, faces] of crystal.polyhedra) {
      const [role, x, y, z] = crystal.atoms[centre];
      for (const f of CrystalScene.inCell([x, y, z])) {
        const moved = corners.map(([number, ...cell]) =>
          ({ number, fract: [0, 1, 2].map(k => crystal.atoms[number][k + 1] + cell[k] + f[k] - [x, y, z][k]) }));
        for (const corner of moved) add(corner.number, corner.fract);
        const tint = byElement ? unit(data.elements[crystal.atoms[centre][6][0]?.[0] ?? 0].colour) : colour(role);
        this.polyhedra.push({ tint, faces, middle: this.place(f), anion: key(corners[0][0]), corners: moved.map(m => this.place(m.fract)) });
      }
    }
    const spheres = [...atoms.values()];
    this.reach = Math.max(...this.corners().map(p => Math.hypot(...p) + 1), ...spheres.map(s => Math.hypot(...s.from) + s.radius)) + .3;
    this.points = spheres.map(s => ({ at: s.from, key: s.key, text: s.label }));
    for (const part of new Set(spheres.map(s => s.key))) this.group(part, BALL, spheres.filter(s => s.key === part));
    for (const p of this.polyhedra) p.rods = p.corners.map(to => ({ from: p.middle, to, radius: .07, colour: [.6, .6, .62] }));
    for (const part of new Set(this.polyhedra.map(p => p.anion)))
      this.group(part, ROD, this.polyhedra.filter(p => p.anion === part).flatMap(p => p.rods));
    this.panes();
    this.group(PATH, BALL, (crystal.path || []).map(f => {
      const at = this.place(f.map(v => v - Math.floor(v)));
      return { from: at, to: at, radius: .11, colour: [.95, .77, .06] };
    }));
    this.frame();
    this.rest();
    this.surface = null;
    this.redraw();
  }

  // The images of a place in the cell; one on a face appears on the opposite one too.
  static inCell(fract) {
    const copies = fract.map(v => { const w = v - Math.floor(v); return w < 1e-3 ? [w, w + 1] : w > .999 ? [w - 1, w] : [w]; });
    return copies[0].flatMap(u => copies[1].flatMap(v => copies[2].map(w => [u, v, w])));
  }

  corners() { return [0, 1, 2, 3, 4, 5, 6, 7].map(k => this.place([k >> 2, k >> 1 & 1, k & 1])); }

  // The edges of the cell, those of the axes strong and named.
  frame() {
    const corners = this.corners(), edges = [];
    for (let k = 0; k < 8; k++) for (const bit of [4, 2, 1]) if (!(k & bit)) edges.push(...corners[k], ...corners[k | bit]);
    this.edges = { p: this.buffer(new Float32Array(edges)), n: edges.length / 3 };
    const from = corners[0], ends = [4, 2, 1].map(k => corners[k]);
    this.group(null, ROD, ends.map(to => ({ from, to, radius: .045, colour: [.5, .5, .52] })));
    this.axes = ["a", "b", "c"].map((text, k) => {
      const along = [0, 1, 2].map(i => ends[k][i] - from[i]), length = Math.hypot(...along);
      return { text, kind: "axis", at: along.map((v, i) => ends[k][i] + v / length * 1.3) };
    });
    this.tags = this.axes;
  }

  // The faces of the polyhedra as triangles, and their edges.
  panes() {
    const p = [], g = [], tint = [], lines = [];
    for (const { tint: paint, corners, faces } of this.polyhedra) for (const face of faces) {
      const at = face.map(k => corners[k]), [u, v] = [1, 2].map(k => at[k].map((x, i) => x - at[0][i]));
      const normal = product(u, v);
      for (let k = 2; k < at.length; k++) for (const corner of [at[0], at[k - 1], at[k]]) {
        p.push(...corner);
        g.push(...normal);
        tint.push(...paint, .3);
      }
      at.forEach((corner, k) => lines.push(...corner, ...at[(k + 1) % at.length]));
    }
    this.faces = p.length ? { p: this.buffer(new Float32Array(p)), g: this.buffer(new Float32Array(g)), tint: this.buffer(new Float32Array(tint)), n: p.length / 3,
      lines: this.buffer(new Float32Array(lines)), edges: lines.length / 3 } : null;
  }

  // Frees what a crystal had.
  clear() {
    const gl = this.gl;
    for (const group of this.groups) this.free(group);
    for (const part of [this.edges, this.faces]) for (const key of ["p", "g", "tint", "lines"]) if (part?.[key]) gl.deleteBuffer(part[key]);
    [this.groups, this.lines, this.points, this.tags] = [[], [], [], []];
    this.faces = this.net = null;
  }

  // Things of one shape that are shown and hidden together by `key`.
  group(key, shape, list, name = "") {
    if (!list.length) return;
    const { data, elements } = shape.build(list);
    this.groups.push({ key, shape, name, n: elements.length, buffer: this.buffer(data), elements: this.buffer(elements, true) });
  }

  free(group) { for (const part of ["buffer", "elements"]) this.gl.deleteBuffer(group[part]); }

  drop(name) {
    for (const group of this.groups) if (group.name === name) this.free(group);
    this.groups = this.groups.filter(group => group.name !== name);
  }

  // Replaces the energy surface, a net on a map of so many divisions.
  setSurface(net, divisions) {
    for (const surface of [this.surface, this.coarse]) if (surface) for (const key of ["p", "g", "w", "t"]) this.gl.deleteBuffer(surface[key]);
    this.surface = net.triangles.length ? this.skinOf(net) : null;
    this.coarse = null;
    this.coarsen = () => this.skinOf(coarser(net, divisions));
    this.redraw();
  }

  skinOf(net) {
    return { n: net.triangles.length / 3, p: this.buffer(net.positions), g: this.buffer(net.normals), w: this.buffer(net.through), t: this.gl.createBuffer(), ordered: facets(net, this.place) };
  }

  turnBy(dx, dy) {
    this.turn = [Math.max(-1.57, Math.min(1.57, this.turn[0] + dy * .009)), this.turn[1] + dx * .009];
    this.drawMoving();
  }

  scaleBy(factor) {
    this.zoom = Math.max(.4, Math.min(8, this.zoom * factor));
    this.drawMoving();
  }

  // Draws while a reader turns it, as finely as is fast.
  drawMoving() {
    this.rest();
    this.isMoving = true;
    this.draw();
    this.settling = setTimeout(() => { this.rest(); if (this.smoothed < SHIFTS.length) this.draw(); }, REST);
  }

  // No longer turned.
  rest() {
    clearTimeout(this.settling);
    this.isMoving = false;
  }

  // Where the eye is: in perspective where all lines meet, else a direction.
  eye() {
    const towards = [...this.facing().slice(6)];
    return this.perspective ? towards.map(x => x * this.reach / (.5 * PERSPECTIVE)) : towards;
  }

  // What puts a place on the canvas, moved by a part of it.
  view([right, up] = [0, 0]) {
    const [x, y] = this.turn, [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
    const s = this.zoom / (this.reach * 1.04), [h, v] = this.aspect > 1 ? [s / this.aspect, s] : [s, s * this.aspect], d = -.5 / this.reach;
    // In perspective what is near is divided by less.
    const z = [-cx * sy * d, sx * d, cx * cy * d], w = z.map(v => this.perspective ? v * PERSPECTIVE : 0);
    const columns = [[cy * h, sx * sy * v, z[0], w[0]], [0, cx * v, z[1], w[1]], [sy * h, -sx * cy * v, z[2], w[2]], [0, 0, 0, 1]];
    return new Float32Array(columns.flatMap(([x, y, z, w]) => [x + right * w, y + up * w, z, w]));
  }

  // The directions to the right, up and towards the reader.
  facing() {
    const [x, y] = this.turn, [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
    return new Float32Array([cy, 0, sy, sx * sy, cx, -sx * cy, -cx * sy, sx, cx * cy]);
  }

  // Draws in the next frame of the browser, once however often it is asked to before.
  draw() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!this.cell || !clientWidth || !clientHeight) return;
    this.aspect = clientWidth / clientHeight;
    this.smoothed = 0;
    this.onDraw?.(this.view());
    this.ask();
  }

  // The same where what there is to draw has changed, and with it how long that takes.
  redraw() {
    this.pace.forget();
    this.draw();
  }

  ask() { this.asked ??= requestAnimationFrame(() => this.step()); }

  // Whether more is drawn if nothing is done.
  get isDrawing() { return this.asked !== undefined || this.isMoving; }

  // A frame of the browser: all pictures where they are quick, else the next one.
  step() {
    cancelAnimationFrame(this.asked);
    this.asked = undefined;
    const { clientWidth, clientHeight } = this.canvas, number = this.isMoving && !this.pace.isQuick ? this.pace.moving : 0;
    const { isCoarse = false, ratio = Math.min(window.devicePixelRatio || 1, 2) } = PACES[number], [w, h] = [clientWidth, clientHeight].map(x => Math.round(x * ratio));
    if (!w || !h || this.smoothed === SHIFTS.length) return;
    const gl = this.gl, colours = this.colours();
    do {
      const start = performance.now(), first = this.smoothed, last = this.pace.isQuick ? SHIFTS.length : first + 1;
      while (this.smoothed < last) this.picture(w, h, colours, this.smoothed++, isCoarse);
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until all is drawn
      this.pace.add(number, (performance.now() - start) / (last - first));
    } while (this.pace.isQuick && this.smoothed < SHIFTS.length);
    if (!this.isMoving && this.smoothed < SHIFTS.length) this.ask();
  }

  // The paper, and the colour of the edges of the cell, of the page.
  colours() {
    const style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue(name).trim();
    return { paper: colour("--paper"), muted: colour("--muted") };
  }

  // Draws so many pixels at once, on paper of one colour with the edges of the cell in another.
  paint(w, h, colours = this.colours()) {
    this.rest();
    this.aspect = w / h;
    for (this.smoothed = 0; this.smoothed < SHIFTS.length; this.smoothed++) this.picture(w, h, colours, this.smoothed);
    this.onDraw?.(this.view());
  }

  // One of the pictures of which the mean is smooth.
  picture(w, h, { paper, muted }, number, isCoarse = false) {
    const gl = this.gl, canvas = this.canvas;
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const hex = colour => [1, 3, 5].map(k => parseInt(colour.slice(k, k + 2), 16) / 255);
    this.mean.begin(number, w, h);
    gl.viewport(0, 0, w, h);
    gl.clearColor(...hex(paper), 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    const view = this.view(SHIFTS[number].map((shift, k) => 2 * shift / [w, h][k]));
    for (const group of this.groups) if (!this.hidden.has(group.key)) this.solids(group, view);
    gl.useProgram(this.wire);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.wire, "view"), false, view);
    gl.uniform3fv(gl.getUniformLocation(this.wire, "tint"), hex(muted));
    this.attribute(this.wire, "p", this.edges.p, 3);
    gl.drawArrays(gl.LINES, 0, this.edges.n);
    if (this.faces && !this.hidden.has(POLYHEDRA)) this.drawPanes(view);
    if (this.surface && !this.hidden.has(SURFACE)) this.drawSurface(view, isCoarse);
    this.mean.end(number);
  }

  drawPanes(view) {
    const gl = this.gl;
    this.attribute(this.wire, "p", this.faces.lines, 3);
    gl.drawArrays(gl.LINES, 0, this.faces.edges);
    gl.useProgram(this.pane);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.pane, "view"), false, view);
    for (const [name, size] of [["p", 3], ["g", 3], ["tint", 4]]) this.attribute(this.pane, name, this.faces[name], size);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    // What lies behind a pane shows through it, whichever is drawn first.
    gl.depthMask(false);
    gl.drawArrays(gl.TRIANGLES, 0, this.faces.n);
    gl.depthMask(true);
    gl.disable(gl.BLEND);
  }

  // Whether the triangles of the surface are smaller than is seen, as in many cells that are seen as a whole.
  get isTooFine() { return Boolean(this.surface) && this.canvas.width * this.canvas.height * this.zoom ** 2 < FINEST * this.surface.n; }

  drawSurface(view, isCoarse) {
    const gl = this.gl, [a, b, c] = this.cell, surface = isCoarse || this.isTooFine ? (this.coarse ??= this.coarsen()) : this.surface;
    gl.useProgram(this.skin);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.skin, "view"), false, view);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "cell"), false, new Float32Array([...a, ...b, ...c]));
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "dual"), false, new Float32Array([...product(b, c), ...product(c, a), ...product(a, b)]));
    gl.uniform3fv(gl.getUniformLocation(this.skin, "tint"), [0.16, 0.72, 0.55]);
    gl.uniform3fv(gl.getUniformLocation(this.skin, "pocket"), [0.62, 0.64, 0.68]);
    gl.uniform1f(gl.getUniformLocation(this.skin, "veil"), this.net ? .55 : 1);
    this.attribute(this.skin, "p", surface.p, 3);
    this.attribute(this.skin, "g", surface.g, 3);
    this.attribute(this.skin, "through", surface.w, 1);
    const triangles = surface.ordered(this.eye(), this.perspective);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, surface.t);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles, gl.DYNAMIC_DRAW);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawElements(gl.TRIANGLES, triangles.length, gl.UNSIGNED_INT, 0);
    gl.disable(gl.BLEND);
  }

  attribute(program, name, buffer, size, stride = 0, offset = 0) {
    const gl = this.gl, at = gl.getAttribLocation(program, name);
    if (at < 0) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, gl.FLOAT, false, stride, offset);
  }

  solids({ shape, n, buffer, elements }, view) {
    const gl = this.gl, program = this[shape.shader];
    gl.useProgram(program);
    gl.uniformMatrix4fv(gl.getUniformLocation(program, "view"), false, view);
    gl.uniformMatrix3fv(gl.getUniformLocation(program, "facing"), false, this.facing());
    const stride = 4 * shape.parts.reduce((sum, [, size]) => sum + size, 0);
    let offset = 0;
    for (const [name, size] of shape.parts) {
      this.attribute(program, name, buffer, size, stride, offset);
      offset += 4 * size;
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, elements);
    gl.drawElements(gl.TRIANGLES, n, gl.UNSIGNED_INT, 0);
  }

  // Looks along an axis of the cell, 0 to 2, from its end.
  along(axis) {
    const v = this.cell[axis], length = Math.hypot(...v);
    this.turn = [Math.asin(v[1] / length), Math.atan2(-v[0], v[2])];
    this.draw();
  }

  // Where a place is on the canvas, in CSS pixels or of one of another width and height, and how far behind.
  project([x, y, z], m = this.view(), [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight]) {
    const w = m[3] * x + m[7] * y + m[11] * z + m[15], at = k => (m[k] * x + m[k + 4] * y + m[k + 8] * z) / w;
    return [(at(0) + 1) / 2 * width, (1 - at(1)) / 2 * height, at(2)];
  }

  listen() {
    const canvas = this.canvas, held = new Map();
    const spin = (dx, dy) => this.turnBy(dx, dy), scale = factor => this.scaleBy(factor);
    const spread = () => { const [p, q] = [...held.values()]; return Math.hypot(p[0] - q[0], p[1] - q[1]); };
    canvas.addEventListener("pointerdown", e => { canvas.setPointerCapture(e.pointerId); held.set(e.pointerId, [e.clientX, e.clientY]); });
    canvas.addEventListener("pointermove", e => {
      const last = held.get(e.pointerId);
      if (!last) return;
      const before = held.size === 2 ? spread() : 0;
      held.set(e.pointerId, [e.clientX, e.clientY]);
      if (held.size === 2) scale(spread() / before); else spin(e.clientX - last[0], e.clientY - last[1]);
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, e => held.delete(e.pointerId));
    canvas.addEventListener("wheel", e => { if (e.ctrlKey) { e.preventDefault(); scale(Math.exp(-e.deltaY * .003)); } }, { passive: false });
    canvas.addEventListener("dblclick", () => { this.turn = [0.42, -0.55]; this.zoom = 1; this.draw(); });
    this.isHeld = () => held.size > 0;
    const keys = { ArrowLeft: () => spin(-12, 0), ArrowRight: () => spin(12, 0), ArrowUp: () => spin(0, -12), ArrowDown: () => spin(0, 12), "+": () => scale(1.15), "=": () => scale(1.15), "-": () => scale(1 / 1.15) };
    canvas.addEventListener("keydown", e => { if (keys[e.key]) { e.preventDefault(); keys[e.key](); } });
  }
}
