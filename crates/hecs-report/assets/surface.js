// Isosurface of a periodic map by naive surface nets: one vertex in each cell that the level
// crosses, one quad around each edge that does. Returns vertices in fractional coordinates.
// `through` marks the points of the region that percolates; each vertex says whether it bounds that.
function surfaceNet(codes, [nx, ny, nz], level, through) {
  // Cells reach one beyond the unit cell on either side; the shader cuts the overhang.
  const [cx, cy, cz] = [nx + 2, ny + 2, nz + 2];
  const wrap = (k, n) => ((k % n) + n) % n;
  const at = (x, y, z) => codes[(wrap(x, nx) * ny + wrap(y, ny)) * nz + wrap(z, nz)];
  const index = new Int32Array(cx * cy * cz).fill(-1);
  const positions = [], normals = [], triangles = [];
  const flags = [];
  const corner = new Float32Array(8);
  for (let i = 0; i < cx; i++) for (let j = 0; j < cy; j++) for (let k = 0; k < cz; k++) {
    const [x, y, z] = [i - 1, j - 1, k - 1];
    let inside = 0, leads = 0;
    for (let c = 0; c < 8; c++) {
      const [u, v, w] = [x + (c >> 2), y + (c >> 1 & 1), z + (c & 1)];
      corner[c] = at(u, v, w);
      if (corner[c] < level) { inside++; leads |= through[(wrap(u, nx) * ny + wrap(v, ny)) * nz + wrap(w, nz)]; }
    }
    if (inside === 0 || inside === 8) continue;
    flags.push(leads);
    // The vertex is the mean of the crossings of the twelve edges.
    let sx = 0, sy = 0, sz = 0, n = 0;
    for (let c = 0; c < 8; c++) for (const bit of [4, 2, 1]) {
      if (c & bit) continue;
      const a = corner[c], b = corner[c | bit];
      if ((a < level) === (b < level)) continue;
      const t = (level - a) / (b - a);
      sx += (c >> 2) + (bit === 4 ? t : 0);
      sy += (c >> 1 & 1) + (bit === 2 ? t : 0);
      sz += (c & 1) + (bit === 1 ? t : 0);
      n++;
    }
    const [fx, fy, fz] = [sx / n, sy / n, sz / n];
    index[(i * cy + j) * cz + k] = positions.length / 3;
    positions.push((x + fx) / nx, (y + fy) / ny, (z + fz) / nz);
    // The gradient of the trilinear field, which points out of the region below the level.
    const mix = (a, b, f) => a + (b - a) * f;
    const g = (p, q, r, s, f, h) => mix(mix(corner[p], corner[q], f), mix(corner[r], corner[s], f), h);
    normals.push(
      (g(4, 5, 6, 7, fz, fy) - g(0, 1, 2, 3, fz, fy)) * nx,
      (g(2, 3, 6, 7, fz, fx) - g(0, 1, 4, 5, fz, fx)) * ny,
      (g(1, 3, 5, 7, fy, fx) - g(0, 2, 4, 6, fy, fx)) * nz);
  }
  const cell = (i, j, k) => index[(i * cy + j) * cz + k];
  // What lies wholly beyond a face of the cell is never seen.
  const isBeyond = (a, b, c, d) => {
    for (let k = 0; k < 3; k++) {
      const [p, q, r, s] = [positions[3 * a + k], positions[3 * b + k], positions[3 * c + k], positions[3 * d + k]];
      if (Math.max(p, q, r, s) < 0 || Math.min(p, q, r, s) > 1) return true;
    }
    return false;
  };
  const quad = (a, b, c, d, flip) => {
    if (isBeyond(a, b, c, d)) return;
    if (flip) triangles.push(a, c, b, a, d, c); else triangles.push(a, b, c, a, c, d);
  };
  for (let i = 1; i < cx; i++) for (let j = 1; j < cy; j++) for (let k = 1; k < cz; k++) {
    if (cell(i, j, k) < 0) continue;
    const [x, y, z] = [i - 1, j - 1, k - 1];
    const low = at(x, y, z) < level;
    if (low !== (at(x + 1, y, z) < level))
      quad(cell(i, j - 1, k - 1), cell(i, j, k - 1), cell(i, j, k), cell(i, j - 1, k), !low);
    if (low !== (at(x, y + 1, z) < level))
      quad(cell(i - 1, j, k - 1), cell(i - 1, j, k), cell(i, j, k), cell(i, j, k - 1), !low);
    if (low !== (at(x, y, z + 1) < level))
      quad(cell(i - 1, j - 1, k), cell(i, j - 1, k), cell(i, j, k), cell(i - 1, j, k), !low);
  }
  return { positions: new Float32Array(positions), normals: new Float32Array(normals), through: new Float32Array(flags), triangles: new Uint32Array(triangles) };
}

// A net of about a quarter of the triangles: vertices of one block of 2 × 2 × 2 cells become one in their middle.
function coarser({ positions, normals, through, triangles }, n) {
  const blocks = new Map(), of = new Uint32Array(through.length), sums = [];
  for (let v = 0; v < through.length; v++) {
    const block = [0, 1, 2].reduce((key, k) => key * 1024 + Math.floor((positions[3 * v + k] * n[k] + 2) / 2), 0);
    let number = blocks.get(block);
    if (number === undefined) { blocks.set(block, number = sums.length); sums.push([0, 0, 0, 0, 0, 0, 0, 0]); }
    of[v] = number;
    const sum = sums[number];
    for (let k = 0; k < 3; k++) { sum[k] += positions[3 * v + k]; sum[3 + k] += normals[3 * v + k]; }
    sum[6] |= through[v];
    sum[7]++;
  }
  const kept = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [of[triangles[t]], of[triangles[t + 1]], of[triangles[t + 2]]];
    if (a !== b && b !== c && c !== a) kept.push(a, b, c);
  }
  return {
    positions: Float32Array.from(sums.flatMap(sum => [0, 1, 2].map(k => sum[k] / sum[7]))), normals: Float32Array.from(sums.flatMap(sum => sum.slice(3, 6))),
    through: Float32Array.from(sums, sum => sum[6]), triangles: Uint32Array.from(kept),
  };
}

// The triangles of a net whose vertices are put in place, to be ordered for an eye: those of the far side first, so that the
// near one lies over it. Each is drawn once; two calls that leave out one side each would process all of them twice.
function facets({ positions, triangles }, place) {
  const count = triangles.length / 3, planes = new Float32Array(4 * count), out = new Uint32Array(triangles.length);
  const at = [];
  for (let v = 0; v < positions.length; v += 3) at.push(place([positions[v], positions[v + 1], positions[v + 2]]));
  for (let t = 0; t < count; t++) {
    const [p, q, r] = [at[triangles[3 * t]], at[triangles[3 * t + 1]], at[triangles[3 * t + 2]]];
    const normal = product(q.map((x, k) => x - p[k]), r.map((x, k) => x - p[k]));
    planes.set([...normal, normal[0] * p[0] + normal[1] * p[1] + normal[2] * p[2]], 4 * t);
  }
  return ([x, y, z], isPlace) => {
    let first = 0, last = out.length;
    for (let t = 0; t < count; t++) {
      const before = planes[4 * t] * x + planes[4 * t + 1] * y + planes[4 * t + 2] * z > (isPlace ? planes[4 * t + 3] : 0);
      const to = before ? (last -= 3) : (first += 3) - 3;
      out[to] = triangles[3 * t]; out[to + 1] = triangles[3 * t + 1]; out[to + 2] = triangles[3 * t + 2];
    }
    return out;
  };
}

// A whisker above a level, so that a point exactly on it belongs to the region.
const codeOf = (level, { top }) => 255 * level / top + 1e-3;

// The region that percolates at a level (eV), where one is known to. The map of the page is coarse and may put the saddle
// points too high: then it is the region of the lowest code at which the map percolates.
function openRegion(codes, map, level, isOpen) {
  if (!isOpen) return new Uint8Array(codes.length);
  const region = percolating(codes, map.n, codeOf(level, map));
  return region.includes(1) ? region : percolating(codes, map.n, map.opens ??= opensAt(codes, map.n));
}

// The lowest code below which a map percolates, by bisection of the 256; all codes where it never does.
function opensAt(codes, n) {
  let closed = 0, open = 255;
  while (open - closed > 1) {
    const middle = (closed + open) >> 1;
    if (percolating(codes, n, middle).includes(1)) open = middle; else closed = middle;
  }
  return open;
}

// For each point of a periodic map 1 where it lies below a level in a region that reaches its own image in another cell, so
// that the ion leaves the cell through it; 0 elsewhere, in closed pockets too.
function percolating(codes, [nx, ny, nz], level) {
  const region = new Int32Array(codes.length).fill(-1), cell = new Int16Array(3 * codes.length), leads = [], n = [nx, ny, nz], queue = [];
  for (let start = 0; start < codes.length; start++) {
    if (region[start] >= 0 || codes[start] >= level) continue;
    const number = leads.push(0) - 1;
    region[start] = number;
    queue.push(start);
    while (queue.length) {
      const here = queue.pop(), at = [Math.floor(here / (ny * nz)), Math.floor(here / nz) % ny, here % nz];
      for (let axis = 0; axis < 3; axis++) for (const step of [1, -1]) {
        const to = [...at], moved = [cell[3 * here], cell[3 * here + 1], cell[3 * here + 2]];
        to[axis] += step;
        if (to[axis] < 0 || to[axis] >= n[axis]) { moved[axis] += step; to[axis] -= step * n[axis]; }
        const there = (to[0] * ny + to[1]) * nz + to[2];
        if (codes[there] >= level) continue;
        if (region[there] < 0) {
          region[there] = number;
          cell.set(moved, 3 * there);
          queue.push(there);
        } else if (moved.some((v, k) => v !== cell[3 * there + k])) leads[number] = 1;
      }
    }
  }
  return Uint8Array.from(region, number => number < 0 ? 0 : leads[number]);
}

// Inflates a map of the page's data into its codes.
async function unpackMap(map) {
  const packed = Uint8Array.from(atob(map.data), c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
