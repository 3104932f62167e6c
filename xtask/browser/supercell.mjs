// Runs in the page: shows so many cells of the chosen crystal as one that it has about `wanted` atoms, with map, polyhedra and hops.
export function supercell(wanted) {
  const one = chosen, n = [1, 1, 1], long = k => n[k] * Math.hypot(...one.cell[k]);
  // The shortest edge is doubled, trebled and so on, until there are enough.
  while (one.atoms.length * n[0] * n[1] * n[2] < wanted) n[[0, 1, 2].reduce((best, k) => long(k) < long(best) ? k : best)]++;
  const range = length => Array.from({ length }, (_, k) => k), modulo = (x, k) => ((x % n[k]) + n[k]) % n[k];
  const cells = range(n[0]).flatMap(a => range(n[1]).flatMap(b => range(n[2]).map(c => [a, b, c])));
  const number = cell => (modulo(cell[0], 0) * n[1] + modulo(cell[1], 1)) * n[2] + modulo(cell[2], 2);
  const within = (fract, cell) => fract.map((x, k) => (x + cell[k]) / n[k]);
  const atoms = cells.flatMap(cell => one.atoms.map(atom => [atom[0], ...within(atom.slice(1, 4), cell), ...atom.slice(4)]));
  const corner = ([atom, ...at], cell) => {
    const whole = at.map((x, k) => x + cell[k]);
    return [number(whole) * one.atoms.length + atom, ...whole.map((x, k) => Math.floor(x / n[k]))];
  };
  const polyhedra = cells.flatMap(cell => one.polyhedra.map(([centre, corners, faces]) =>
    [number(cell) * one.atoms.length + centre, corners.map(c => corner(c, cell)), faces]));
  // Not more points than the map of a page has.
  const all = one.map.n.map((x, k) => x * n[k]), share = Math.min(1, 56 / Math.cbrt(all[0] * all[1] * all[2])), divisions = all.map(x => Math.round(x * share));
  const codes = new Uint8Array(divisions[0] * divisions[1] * divisions[2]), place = (x, k) => Math.floor(x / divisions[k] * all[k]) % one.map.n[k];
  for (let x = 0, at = 0; x < divisions[0]; x++) for (let y = 0; y < divisions[1]; y++) for (let z = 0; z < divisions[2]; z++)
    codes[at++] = one.codes[(place(x, 0) * one.map.n[1] + place(y, 1)) * one.map.n[2] + place(z, 2)];
  const net = one.net && {
    ...one.net,
    sites: one.net.sites.map(site => ({ ...site, images: site.images.flatMap(f => cells.map(cell => within(f, cell))) })),
    hops: one.net.hops.map(hop => ({
      ...hop, path: hop.path.map(f => within(f, [0, 0, 0])), window: hop.window.map(ion => ({ ...ion, at: within(ion.at, [0, 0, 0]) })),
      images: hop.images.flatMap(([rotation, shift]) => cells.map(cell => [rotation.map((row, i) => row.map((x, k) => x * n[k] / n[i])), within(shift, cell)])),
    })),
  };
  const map = { ...one.map, n: divisions, opens: undefined };
  showCrystal({ ...one, isSupercell: true, cell: one.cell.map((v, k) => v.map(x => x * n[k])), atoms, polyhedra, map, codes, net, path: null });
}
