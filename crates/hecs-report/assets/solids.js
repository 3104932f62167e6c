// What the view of a crystal is made of: its shaders, and spheres, rods and octahedra as vertices. Each thing has vertices of
// its own, and a group of them is one call: where a processor draws, each instance costs as much as a call.
const LIGHT = `float lit = max(dot(m, normalize(vec3(-.35, .55, .75))), 0.);`;

const SHADERS = {
  solid: [
    `#version 300 es
     in vec3 p; in vec3 normal; in vec3 colour; uniform mat4 view; out vec3 n; out vec3 c;
     void main() { c = colour; n = mat3(view) * normal; gl_Position = view * vec4(p, 1); }`,
    `#version 300 es
     precision highp float; in vec3 n; in vec3 c; out vec4 o;
     void main() { vec3 m = normalize(n * vec3(1, 1, -1)); ${LIGHT} o = vec4(c * (.42 + .62 * lit) + pow(lit, 24.) * .25, 1); }`],
  // A sphere is a square that faces the reader, with the depth and the light of a sphere: two triangles, round at any size.
  round: [
    `#version 300 es
     in vec2 p; in vec3 from; in float radius; in vec3 colour; in vec3 second; in vec3 third; in vec2 share;
     uniform mat4 view; uniform mat3 facing; out vec2 q; out vec3 middle; out float r; out vec3 c; out vec3 d; out vec3 e; out vec2 s;
     void main() {
       q = p; middle = from; r = radius; c = colour; d = second; e = third; s = share;
       gl_Position = view * vec4(from + facing * vec3(q * radius, 0), 1);
     }`,
    `#version 300 es
     precision highp float; in vec2 q; in vec3 middle; in float r; in vec3 c; in vec3 d; in vec3 e; in vec2 s;
     uniform mat4 view; uniform mat3 facing; out vec4 o;
     void main() {
       float height = 1. - dot(q, q);
       if (height < 0.) discard;
       vec3 m = vec3(q, sqrt(height)); ${LIGHT}
       vec4 at = view * vec4(middle + facing * m * r, 1);
       gl_FragDepth = at.z / at.w * .5 + .5;
       // Sectors about the line of sight, clockwise from above: what share of a site each species has.
       float turn = fract(atan(m.x, m.y) / 6.2831853 + 1.); vec3 t = turn < s.x ? c : turn < s.y ? d : e;
       o = vec4(t * (.42 + .62 * lit) + pow(lit, 24.) * .25, 1);
     }`],
  // A rod with round ends is a strip that faces the reader, with the depth and the light of a cylinder between two spheres. On
  // the screen x runs across it and y along it from one middle of an end, both in radii; z is how far towards the reader.
  rod: [
    `#version 300 es
     in vec2 p; in vec3 from; in vec3 to; in float radius; in vec3 colour; uniform mat4 view; uniform mat3 facing;
     out vec2 q; flat out vec3 start; flat out float r; flat out vec2 up; flat out vec2 end; flat out vec3 c;
     void main() {
       vec3 axis = (to - from) * facing / radius; float seen = length(axis.xy);
       up = seen > 1e-4 ? axis.xy / seen : vec2(0, 1); end = vec2(seen, axis.z);
       q = vec2(p.x, p.y * (seen + 2.) - 1.); start = from; r = radius; c = colour;
       gl_Position = view * vec4(mix(from, to, p.y) + facing * vec3(vec2(up.y, -up.x) * p.x + up * (2. * p.y - 1.), 0) * radius, 1);
     }`,
    `#version 300 es
     precision highp float; in vec2 q; flat in vec3 start; flat in float r; flat in vec2 up; flat in vec2 end; flat in vec3 c;
     uniform mat4 view; uniform mat3 facing; out vec4 o;
     void main() {
       // The cylinder above this pixel, \`along\` its axis; beyond an end the sphere there.
       float height = sqrt(max(0., 1. - q.x * q.x)), whole = length(end); vec2 axis = end / max(whole, 1e-6);
       float along = (q.y + height * axis.y) / max(axis.x, 1e-3), z; vec2 slope;
       if (along < 0. || along > whole) {
         vec2 middle = along < 0. ? vec2(0) : end; float y = q.y - middle.x, square = height * height - y * y;
         if (square < 0.) discard;
         slope = vec2(y, sqrt(square)); z = middle.y + slope.y;
       } else { slope = vec2(-axis.y, axis.x) * height; z = along * axis.y + slope.y; }
       vec2 across = vec2(up.y, -up.x); vec3 m = vec3(across * q.x + up * slope.x, slope.y); ${LIGHT}
       vec4 at = view * vec4(start + facing * vec3(across * q.x + up * q.y, z) * r, 1);
       gl_FragDepth = at.z / at.w * .5 + .5;
       o = vec4(c * (.42 + .62 * lit) + pow(lit, 24.) * .25, 1);
     }`],
  skin: [
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
     }`],
  pane: [
    `#version 300 es
     in vec3 p; in vec3 g; in vec4 tint; uniform mat4 view; out vec3 n; out vec4 c;
     void main() { n = mat3(view) * g; c = tint; gl_Position = view * vec4(p, 1); }`,
    `#version 300 es
     precision highp float; in vec3 n; in vec4 c; out vec4 o;
     void main() {
       vec3 m = normalize(n * vec3(1, 1, -1)); if (m.z < 0.) m = -m;
       o = vec4(c.rgb * (.6 + .45 * max(dot(m, normalize(vec3(-.35, .55, .75))), 0.)), c.a);
     }`],
  wire: [
    `#version 300 es
     in vec3 p; uniform mat4 view; void main() { gl_Position = view * vec4(p, 1); }`,
    `#version 300 es
     precision highp float; uniform vec3 tint; out vec4 o; void main() { o = vec4(tint, 1); }`],
  // A picture over the whole canvas, pixel by pixel.
  copy: [
    `#version 300 es
     void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4. - 1., 0, 1); }`,
    `#version 300 es
     precision highp float; uniform sampler2D picture; out vec4 o; void main() { o = texelFetch(picture, ivec2(gl_FragCoord.xy), 0); }`],
};

// The parts of a vertex with their lengths, and what makes the vertices of a list: `data`, the parts one after the other, and
// the corners of the triangles as `elements`. A thing has `from`, `to` (rods), `radius`, `colour`, and a sphere its sectors.
const BALL = {
  shader: "round",
  parts: [["p", 2], ["from", 3], ["radius", 1], ["colour", 3], ["second", 3], ["third", 3], ["share", 2]],
  build: list => built(17, list, [0, 1, 2, 0, 2, 3], 4, (s, put) => {
    const rest = [...s.from, s.radius, ...s.colour, ...(s.second ?? s.colour), ...(s.third ?? s.colour), ...(s.share ?? [2, 2])];
    for (const corner of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) put([...corner, ...rest]);
  }),
};

const ROD = {
  shader: "rod",
  parts: [["p", 2], ["from", 3], ["to", 3], ["radius", 1], ["colour", 3]],
  build: list => built(12, list, [0, 1, 2, 0, 2, 3], 4, ({ from, to, radius, colour }, put) => {
    for (const corner of [[-1, 0], [1, 0], [1, 1], [-1, 1]]) put([...corner, ...from, ...to, radius, ...colour]);
  }),
};

const TIPS = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];
const GEM = {
  shader: "solid",
  parts: [["p", 3], ["normal", 3], ["colour", 3]],
  build: list => built(9, list, [0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5], TIPS.length, ({ from, radius, colour }, put) => {
    for (const tip of TIPS) put([...from.map((x, k) => x + tip[k] * radius), ...tip, ...colour]);
  }),
};

const product = (u, v) => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];

// Vertices of so many numbers: `one` puts the `corners` vertices of one thing, `triangles` are its own.
function built(width, list, triangles, corners, one) {
  const data = new Float32Array(width * corners * list.length), elements = new Uint32Array(triangles.length * list.length);
  let at = 0;
  list.forEach((thing, number) => {
    one(thing, vertex => { data.set(vertex, at); at += width; });
    triangles.forEach((corner, k) => { elements[number * triangles.length + k] = number * corners + corner; });
  });
  return { data, elements };
}
