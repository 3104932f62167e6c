// The crystal in three dimensions: atoms by role, bonds, cell edges, path and energy surface,
// drawn with WebGL 2. Coordinates are Cartesian in Å about the middle of the cell.
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
    this.hidden = new Set();
    this.solid = this.program(
      `#version 300 es
       in vec3 p; in vec3 from; in vec3 to; in float radius; in vec3 colour;
       uniform mat4 view; uniform bool rod; out vec3 n; out vec3 c;
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
       void main() {
         vec3 m = normalize(n * vec3(1, 1, -1)); float d = max(dot(m, normalize(vec3(-.35, .55, .75))), 0.);
         o = vec4(c * (.42 + .62 * d) + pow(d, 24.) * .25, 1);
       }`);
    this.skin = this.program(
      `#version 300 es
       in vec3 p; in vec3 g; uniform mat4 view; uniform mat3 cell; uniform mat3 dual; out vec3 f; out vec3 n;
       void main() { f = p; n = mat3(view) * (dual * g); gl_Position = view * vec4(cell * (p - .5), 1); }`,
      `#version 300 es
       precision highp float; in vec3 f; in vec3 n; uniform vec3 tint; out vec4 o;
       void main() {
         if (any(lessThan(f, vec3(-1e-4))) || any(greaterThan(f, vec3(1.0001)))) discard;
         vec3 m = normalize(n * vec3(1, 1, -1)); if (!gl_FrontFacing) m = -m; if (m.z < 0.) m = -m;
         float d = max(dot(m, normalize(vec3(-.35, .55, .75))), 0.);
         o = vec4(tint * (.48 + .58 * d) + pow(d, 24.) * .12, gl_FrontFacing ? .62 : .5);
       }`);
    this.wire = this.program(
      `#version 300 es
       in vec3 p; uniform mat4 view; void main() { gl_Position = view * vec4(p, 1); }`,
      `#version 300 es
       precision highp float; uniform vec3 tint; out vec4 o; void main() { o = vec4(tint, 1); }`);
    this.ball = this.mesh(CrystalScene.sphere(18, 12));
    this.rodMesh = this.mesh(CrystalScene.cylinder(12));
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

  static sphere(across, down) {
    const p = [], t = [];
    for (let j = 0; j <= down; j++) for (let i = 0; i <= across; i++) {
      const [a, b] = [2 * Math.PI * i / across, Math.PI * j / down];
      p.push(Math.sin(b) * Math.cos(a), Math.sin(b) * Math.sin(a), Math.cos(b));
      if (i < across && j < down) {
        const k = j * (across + 1) + i;
        t.push(k, k + across + 1, k + 1, k + 1, k + across + 1, k + across + 2);
      }
    }
    return [p, t];
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
    const place = f => [0, 1, 2].map(k => (f[0] - .5) * a[k] + (f[1] - .5) * b[k] + (f[2] - .5) * c[k]);
    this.reach = Math.hypot(...[0, 1, 2].map(k => Math.abs(a[k]) + Math.abs(b[k]) + Math.abs(c[k]))) / 2;
    // Atoms on a face appear on the opposite one too.
    const atoms = [];
    for (const [role, x, y, z, radius, label] of crystal.atoms) {
      const copies = [x, y, z].map(v => { const w = v - Math.floor(v); return w < 1e-3 ? [w, w + 1] : w > .999 ? [w - 1, w] : [w]; });
      for (const u of copies[0]) for (const v of copies[1]) for (const w of copies[2])
        atoms.push({ role, radius, label, at: place([u, v, w]) });
    }
    const colour = role => roles[role].colour.map(v => v / 255);
    this.spheres = atoms.map(s => ({ role: s.role, from: s.at, to: s.at, radius: s.radius, colour: colour(s.role) }));
    // Sticks from each framework cation to the anions of its first shell.
    this.rods = [];
    const distance = (s, t) => Math.hypot(...[0, 1, 2].map(k => s.at[k] - t.at[k]));
    const cations = atoms.filter(s => s.role === 1 || s.role === 5), anions = atoms.filter(s => s.role === 3 || s.role === 6);
    const shortest = Math.min(...cations.flatMap(s => anions.map(t => distance(s, t))));
    for (const s of cations) for (const t of anions) if (distance(s, t) < shortest * 1.15)
      this.rods.push({ role: t.role, from: s.at, to: t.at, radius: .09, colour: [.6, .6, .62] });
    this.beads = (crystal.path || []).map(f => {
      const at = place(f.map(v => v - Math.floor(v)));
      return { role: -1, from: at, to: at, radius: .11, colour: [.95, .77, .06] };
    });
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(k => place([k >> 2, k >> 1 & 1, k & 1]));
    const edges = [];
    for (let k = 0; k < 8; k++) for (const bit of [4, 2, 1]) if (!(k & bit)) edges.push(...corners[k], ...corners[k | bit]);
    this.edges = { p: this.buffer(new Float32Array(edges)), n: edges.length / 3 };
    this.surface = null;
    this.draw();
  }

  // Replaces the energy surface; `null` takes it away.
  setSurface(net) {
    const gl = this.gl;
    for (const key of ["p", "g", "t"]) if (this.surface) gl.deleteBuffer(this.surface[key]);
    this.surface = net && net.triangles.length
      ? { p: this.buffer(net.positions), g: this.buffer(net.normals), t: this.buffer(net.triangles, true), n: net.triangles.length }
      : null;
    this.draw();
  }

  view() {
    const [x, y] = this.turn, [cx, sx, cy, sy] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y)];
    const s = this.zoom / (this.reach * 1.04), aspect = this.canvas.width / this.canvas.height;
    const [h, v] = aspect > 1 ? [s / aspect, s] : [s, s * aspect], d = -.5 / this.reach;
    return new Float32Array([cy * h, sx * sy * v, -cx * sy * d, 0, 0, cx * v, sx * d, 0, sy * h, -sx * cy * v, cx * cy * d, 0, 0, 0, 0, 1]);
  }

  draw() {
    if (!this.cell) return;
    const gl = this.gl, canvas = this.canvas, ratio = Math.min(window.devicePixelRatio || 1, 2);
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
    this.instances(this.ball, [...this.spheres, ...this.beads].filter(s => !this.hidden.has(s.role)), view, false);
    this.instances(this.rodMesh, this.rods.filter(s => !this.hidden.has(s.role)), view, true);
    gl.useProgram(this.wire);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.wire, "view"), false, view);
    gl.uniform3fv(gl.getUniformLocation(this.wire, "tint"), hex("--muted"));
    this.attribute(this.wire, "p", this.edges.p, 3);
    gl.drawArrays(gl.LINES, 0, this.edges.n);
    if (this.surface && !this.hidden.has(-2)) this.drawSurface(view);
  }

  drawSurface(view) {
    const gl = this.gl, [a, b, c] = this.cell;
    const cross = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    gl.useProgram(this.skin);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.skin, "view"), false, view);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "cell"), false, new Float32Array([...a, ...b, ...c]));
    gl.uniformMatrix3fv(gl.getUniformLocation(this.skin, "dual"), false, new Float32Array([...cross(b, c), ...cross(c, a), ...cross(a, b)]));
    gl.uniform3fv(gl.getUniformLocation(this.skin, "tint"), [0.16, 0.72, 0.55]);
    this.attribute(this.skin, "p", this.surface.p, 3);
    this.attribute(this.skin, "g", this.surface.g, 3);
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

  instances(mesh, list, view, rod) {
    if (!list.length) return;
    const gl = this.gl, program = this.solid, data = new Float32Array(list.flatMap(s => [...s.from, ...s.to, s.radius, ...s.colour]));
    const buffer = this.buffer(data);
    gl.useProgram(program);
    gl.uniformMatrix4fv(gl.getUniformLocation(program, "view"), false, view);
    gl.uniform1i(gl.getUniformLocation(program, "rod"), rod ? 1 : 0);
    this.attribute(program, "p", mesh.p, 3);
    const parts = [["from", 3, 0], ["to", 3, 12], ["radius", 1, 24], ["colour", 3, 28]];
    for (const [name, size, offset] of parts) this.attribute(program, name, buffer, size, 40, offset, 1);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, mesh.t);
    gl.drawElementsInstanced(gl.TRIANGLES, mesh.n, gl.UNSIGNED_SHORT, 0, list.length);
    // Later draws use the same slots without instances.
    for (const [name] of parts) {
      const at = gl.getAttribLocation(program, name);
      if (at >= 0) { gl.vertexAttribDivisor(at, 0); gl.disableVertexAttribArray(at); }
    }
    gl.deleteBuffer(buffer);
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
    const keys = { ArrowLeft: () => spin(-12, 0), ArrowRight: () => spin(12, 0), ArrowUp: () => spin(0, -12), ArrowDown: () => spin(0, 12), "+": () => scale(1.15), "=": () => scale(1.15), "-": () => scale(1 / 1.15) };
    canvas.addEventListener("keydown", e => { if (keys[e.key]) { e.preventDefault(); keys[e.key](); } });
  }
}
