// The crystal in three dimensions: atoms by role, coordination polyhedra, cell edges, energy surface, sites
// and hops of the network, drawn with WebGL 2. Coordinates are Cartesian in Å about the middle of the cell.
// Parts of it are hidden by the number of a role, by that of an element from ELEMENTS on, or by the others of these.
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
    const gl = canvas.getContext("webgl2", { alpha: false, antialias: true, preserveDrawingBuffer: true });
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
    const LIGHT = `float lit = max(dot(m, normalize(vec3(-.35, .55, .75))), 0.);`;
    this.solid = this.program(
      `#version 300 es
       in vec3 p; in vec3 from; in vec3 to; in float radius; in vec3 colour; uniform mat4 view; uniform bool rod; out vec3 n; out vec3 c;
       void main() {
         vec3 q = from + p * radius; n = p;
         if (rod) {
           vec3 axis = to - from; vec3 w = normalize(axis);
           vec3 u = normalize(cross(w, abs(w.x) < .9 ? vec3(1, 0, 0) : vec3(0, 1, 0))); vec3 v = cross(w, u);
           n = u * p.x + v * p.y; q = from + n * radius + axis * (p.z * .5 + .5);
         }
         c = colour; n = mat3(view) * n; gl_Position = view * vec4(q, 1);
       }`,
      `#version 300 es
       precision highp float; in vec3 n; in vec3 c; out vec4 o;
       void main() { vec3 m = normalize(n * vec3(1, 1, -1)); ${LIGHT} o = vec4(c * (.42 + .62 * lit) + pow(lit, 24.) * .25, 1); }`);
    // A sphere is a square that faces the reader, with the depth and the light of a sphere: two triangles, round at any size.
    this.round = this.program(
      `#version 300 es
       in vec3 p; in vec3 from; in float radius; in vec3 colour; in vec3 second; in vec3 third; in vec2 share;
       uniform mat4 view; uniform mat3 facing; out vec2 q; out vec3 middle; out float r; out vec3 c; out vec3 d; out vec3 e; out vec2 s;
       void main() {
         q = p.xy * 1.04; middle = from; r = radius; c = colour; d = second; e = third; s = share;
         gl_Position = view * vec4(from + facing * vec3(q * radius, 0), 1);
       }`,
      `#version 300 es
       precision highp float; in vec2 q; in vec3 middle; in float r; in vec3 c; in vec3 d; in vec3 e; in vec2 s;
       uniform mat4 view; uniform mat3 facing; out vec4 o;
       void main() {
         float reach = length(q), soft = fwidth(reach);
         if (reach > 1.) discard;
         vec3 m = vec3(q, sqrt(1. - reach * reach)); ${LIGHT}
         vec4 at = view * vec4(middle + facing * m * r, 1);
         gl_FragDepth = at.z / at.w * .5 + .5;
         // Sectors about the line of sight, clockwise from above: what share of a site each species has.
         float turn = fract(atan(m.x, m.y) / 6.2831853 + 1.); vec3 t = turn < s.x ? c : turn < s.y ? d : e;
         o = vec4(t * (.42 + .62 * lit) + pow(lit, 24.) * .25, clamp((1. - reach) / soft, 0., 1.));
       }`);
    this.skin = this.program(
      `#version 300 es
       in vec3 p; in vec3 g; in float through; uniform mat4 view; uniform mat3 cell; uniform mat3 dual; out vec3 f; out vec3 n; out float w;
       void main() { f = p; w = through; n = mat3(view) * (dual * g); gl_Position = view * vec4(cell * (p - .5), 1); }`,
      `#version 300 es
       precision highp float; in vec3 f; in vec3 n; in float w; uniform vec3 tint; uniform vec3 pocket; uniform float veil; out vec4 o;
       void main() {
         if (any(lessThan(f, vec3(-1e-4))) || any(greaterThan(f, vec3(1.0001)))) discard;
         vec3 m = normalize(n * vec3(1, 1, -1)); if (!gl_FrontFacing) m = -m; if (m.z < 0.) m = -m;
         float d = max(dot(m, normalize(vec3(-.35, .55, .75))), 0.);
         o = vec4(mix(pocket, tint, step(.5, w)) * (.48 + .58 * d) + pow(d, 24.) * .12, (gl_FrontFacing ? .62 : .5) * veil);
       }`);
    this.pane = this.program(
      `#version 300 es
       in vec3 p; in vec3 g; in vec4 tint; uniform mat4 view; out vec3 n; out vec4 c;
       void main() { n = mat3(view) * g; c = tint; gl_Position = view * vec4(p, 1); }`,
      `#version 300 es
       precision highp float; in vec3 n; in vec4 c; out vec4 o;
       void main() {
         vec3 m = normalize(n * vec3(1, 1, -1)); if (m.z < 0.) m = -m;
         o = vec4(c.rgb * (.6 + .45 * max(dot(m, normalize(vec3(-.35, .55, .75))), 0.)), c.a);
       }`);
    this.wire = this.program(
      `#version 300 es
       in vec3 p; uniform mat4 view; void main() { gl_Position = view * vec4(p, 1); }`,
      `#version 300 es
       precision highp float; uniform vec3 tint; out vec4 o; void main() { o = vec4(tint, 1); }`);
    this.ball = this.mesh([[-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, 1, 0], [0, 1, 2, 0, 2, 3]]);
    this.rodMesh = this.mesh(CrystalScene.cylinder(7));
    this.gem = this.mesh([[1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1],
      [0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5]]);
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
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

  static cylinder(sides) {
    const p = [], t = [];
    for (let i = 0; i <= sides; i++) {
      const a = 2 * Math.PI * i / sides;
      p.push(Math.cos(a), Math.sin(a), -1, Math.cos(a), Math.sin(a), 1);
      if (i < sides) t.push(2 * i, 2 * i + 2, 2 * i + 1, 2 * i + 1, 2 * i + 2, 2 * i + 3);
    }
    return [p, t];
  }

  mesh([points, triangles]) {
    return { p: this.buffer(new Float32Array(points)), t: this.buffer(new Uint16Array(triangles), true), n: triangles.length };
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
    for (const part of new Set(spheres.map(s => s.key))) this.group(part, this.ball, spheres.filter(s => s.key === part));
    for (const p of this.polyhedra) p.rods = p.corners.map(to => ({ from: p.middle, to, radius: .07, colour: [.6, .6, .62] }));
    for (const part of new Set(this.polyhedra.map(p => p.anion)))
      this.group(part, this.rodMesh, this.polyhedra.filter(p => p.anion === part).flatMap(p => p.rods));
    this.panes();
    this.group(PATH, this.ball, (crystal.path || []).map(f => {
      const at = this.place(f.map(v => v - Math.floor(v)));
      return { from: at, to: at, radius: .11, colour: [.95, .77, .06] };
    }));
    this.frame();
    this.surface = null;
    this.draw();
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
    this.group(null, this.rodMesh, ends.map(to => ({ from, to, radius: .045, colour: [.5, .5, .52] })));
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
      const normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
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
    for (const group of this.groups) gl.deleteBuffer(group.buffer);
    for (const part of [this.edges, this.faces]) for (const key of ["p", "g", "tint", "lines"]) if (part?.[key]) gl.deleteBuffer(part[key]);
    [this.groups, this.lines, this.points, this.tags] = [[], [], [], []];
    this.faces = this.net = null;
  }

  // Things of one mesh that are shown and hidden together by `key`.
  group(key, mesh, list, name = "") {
    if (!list.length) return;
    const data = new Float32Array(list.flatMap(s => [...s.from, ...s.to, s.radius, ...s.colour, ...(s.second ?? s.colour), ...(s.third ?? s.colour), ...(s.share ?? [2, 2])]));
    this.groups.push({ key, mesh, name, n: list.length, buffer: this.buffer(data) });
  }

  drop(name) {
    for (const group of this.groups) if (group.name === name) this.gl.deleteBuffer(group.buffer);
    this.groups = this.groups.filter(group => group.name !== name);
  }

  // Replaces the energy surface; `null` takes it away.
  setSurface(net) {
    const gl = this.gl;
    for (const key of ["p", "g", "w", "t"]) if (this.surface) gl.deleteBuffer(this.surface[key]);
    this.surface = net && net.triangles.length
      ? { p: this.buffer(net.positions), g: this.buffer(net.normals), w: this.buffer(net.through), t: this.buffer(net.triangles, true), n: net.triangles.length }
      : null;
    this.draw();
  }

  view() {
    const [x, y] = this.turn, [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
    const s = this.zoom / (this.reach * 1.04), aspect = this.canvas.width / this.canvas.height;
    const [h, v] = aspect > 1 ? [s / aspect, s] : [s, s * aspect], d = -.5 / this.reach;
    // In perspective what is near is divided by less.
    const z = [-cx * sy * d, sx * d, cx * cy * d], w = z.map(v => this.perspective ? v * .7 : 0);
    return new Float32Array([cy * h, sx * sy * v, z[0], w[0], 0, cx * v, z[1], w[1], sy * h, -sx * cy * v, z[2], w[2], 0, 0, 0, 1]);
  }

  // The directions to the right, up and towards the reader.
  facing() {
    const [x, y] = this.turn, [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
    return new Float32Array([cy, 0, sy, sx * sy, cx, -sx * cy, -cx * sy, sx, cx * cy]);
  }

  // Draws with so many pixels of the canvas for one of the page.
  draw(ratio = Math.min(window.devicePixelRatio || 1, 2)) {
    if (!this.cell) return;
    const gl = this.gl, canvas = this.canvas;
    const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (!w || !h) return;
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    const style = getComputedStyle(document.documentElement);
    const hex = name => [1, 3, 5].map(k => parseInt(style.getPropertyValue(name).trim().slice(k, k + 2), 16) / 255);
    gl.viewport(0, 0, w, h);
    gl.clearColor(...hex("--paper"), 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    const view = this.view();
    for (const group of this.groups) if (!this.hidden.has(group.key)) this.instances(group, view);
    gl.useProgram(this.wire);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.wire, "view"), false, view);
    gl.uniform3fv(gl.getUniformLocation(this.wire, "tint"), hex("--muted"));
    this.attribute(this.wire, "p", this.edges.p, 3);
    gl.drawArrays(gl.LINES, 0, this.edges.n);
    if (this.faces && !this.hidden.has(POLYHEDRA)) this.drawPanes(view);
    if (this.surface && !this.hidden.has(SURFACE)) this.drawSurface(view);
    this.onDraw?.(view);
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

  drawSurface(view) {
    const gl = this.gl, [a, b, c] = this.cell;
    const cross = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    gl.useProgram(this.skin);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.skin, "view"), false, view);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "cell"), false, new Float32Array([...a, ...b, ...c]));
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "dual"), false, new Float32Array([...cross(b, c), ...cross(c, a), ...cross(a, b)]));
    gl.uniform3fv(gl.getUniformLocation(this.skin, "tint"), [0.16, 0.72, 0.55]);
    gl.uniform3fv(gl.getUniformLocation(this.skin, "pocket"), [0.62, 0.64, 0.68]);
    gl.uniform1f(gl.getUniformLocation(this.skin, "veil"), this.net ? .55 : 1);
    this.attribute(this.skin, "p", this.surface.p, 3);
    this.attribute(this.skin, "g", this.surface.g, 3);
    this.attribute(this.skin, "through", this.surface.w, 1);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.surface.t);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.CULL_FACE);
    // Far side first, so that the near one lies over it.
    for (const side of [gl.FRONT, gl.BACK]) {
      gl.cullFace(side);
      gl.drawElements(gl.TRIANGLES, this.surface.n, gl.UNSIGNED_INT, 0);
    }
    gl.disable(gl.CULL_FACE);
    gl.disable(gl.BLEND);
  }

  attribute(program, name, buffer, size, stride = 0, offset = 0, divisor = 0) {
    const gl = this.gl, at = gl.getAttribLocation(program, name);
    if (at < 0) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, size, gl.FLOAT, false, stride, offset);
    gl.vertexAttribDivisor(at, divisor);
  }

  instances({ mesh, n, buffer }, view) {
    const gl = this.gl, isRound = mesh === this.ball, program = isRound ? this.round : this.solid;
    gl.useProgram(program);
    gl.uniformMatrix4fv(gl.getUniformLocation(program, "view"), false, view);
    if (isRound) {
      gl.uniformMatrix3fv(gl.getUniformLocation(program, "facing"), false, this.facing());
      gl.enable(gl.SAMPLE_ALPHA_TO_COVERAGE); // smooth edges
    } else gl.uniform1i(gl.getUniformLocation(program, "rod"), mesh === this.rodMesh ? 1 : 0);
    this.attribute(program, "p", mesh.p, 3);
    const parts = [["from", 3, 0], ["to", 3, 12], ["radius", 1, 24], ["colour", 3, 28], ["second", 3, 40], ["third", 3, 52], ["share", 2, 64]];
    for (const [name, size, offset] of parts) this.attribute(program, name, buffer, size, 72, offset, 1);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, mesh.t);
    gl.drawElementsInstanced(gl.TRIANGLES, mesh.n, gl.UNSIGNED_SHORT, 0, n);
    gl.disable(gl.SAMPLE_ALPHA_TO_COVERAGE);
    // Later draws use the same slots without instances.
    for (const [name] of parts) {
      const at = gl.getAttribLocation(program, name);
      if (at >= 0) { gl.vertexAttribDivisor(at, 0); gl.disableVertexAttribArray(at); }
    }
  }

  // Looks along an axis of the cell, 0 to 2, from its end.
  along(axis) {
    const v = this.cell[axis], length = Math.hypot(...v);
    this.turn = [Math.asin(v[1] / length), Math.atan2(-v[0], v[2])];
    this.draw();
  }

  // Where a place is on the canvas, in CSS pixels, and how far behind.
  project([x, y, z], m = this.view()) {
    const w = m[3] * x + m[7] * y + m[11] * z + m[15], at = k => (m[k] * x + m[k + 4] * y + m[k + 8] * z) / w;
    return [(at(0) + 1) / 2 * this.canvas.clientWidth, (1 - at(1)) / 2 * this.canvas.clientHeight, at(2)];
  }

  listen() {
    const canvas = this.canvas, held = new Map();
    const spin = (dx, dy) => { this.turn[1] += dx * .009; this.turn[0] = Math.max(-1.57, Math.min(1.57, this.turn[0] + dy * .009)); this.draw(); };
    const scale = f => { this.zoom = Math.max(.4, Math.min(8, this.zoom * f)); this.draw(); };
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
