// The arithmetic of the prediction profiler. With scaled values e = (x − mean)/scale, scores t = R'e and residuals f = e − P t:
//   y = b0 + b'x,   T² = Σ t²/s²,   Q = f'f,   half width of the interval = half √(1 + 1/n + T²/(n − 1)).
// Along column j by d scaled units t moves by d r_j and f by d (1_j − P r_j), so each trace costs as many products as there are components.
class Profile {
  constructor(model) {
    Object.assign(this, model);
    this.x = model.columns.map(c => c.mean);
    // Columns of P'P, which all traces share.
    this.pp = model.variances.map((_, a) => model.variances.map((_, b) => sum(model.columns, c => c.p[a] * c.p[b])));
  }

  reset() { this.columns.forEach((c, j) => { this.x[j] = c.mean; }); }

  // Where the columns stand now.
  now() {
    const e = this.columns.map((c, j) => (this.x[j] - c.mean) / c.scale);
    const t = this.variances.map((_, a) => sum(this.columns, (c, j) => c.r[a] * e[j]));
    const f = this.columns.map((c, j) => e[j] - sum(t, (v, a) => c.p[a] * v));
    const g = this.variances.map((_, a) => sum(this.columns, (c, j) => c.p[a] * f[j]));
    const y = this.intercept + sum(this.columns, (c, j) => c.b * this.x[j]);
    return { e, t, f, g, y, q: sum(f, v => v * v) };
  }

  // The prediction with column j moved by d scaled units from where it stands.
  moved(now, j, d) {
    const c = this.columns[j], n = this.rows;
    const t2 = sum(now.t, (v, a) => (v + d * c.r[a]) ** 2 / this.variances[a]);
    const along = now.f[j] - sum(now.g, (v, a) => v * c.r[a]);
    const across = 1 - 2 * sum(c.r, (v, a) => v * c.p[a])
      + sum(c.r, (v, a) => v * sum(c.r, (w, b) => w * this.pp[a][b]));
    const q = Math.max(0, now.q + 2 * d * along + d * d * across);
    const y = now.y + c.b * c.scale * d;
    const half = this.half === null ? null : this.half * Math.sqrt(1 + 1 / n + t2 / (n - 1));
    const over = (value, limit) => limit !== null && value > limit;
    return { y, t2, q, half, inside: !over(t2, this.limitT2) && !over(q, this.limitQ) };
  }
}

function sum(list, term) {
  let total = 0;
  for (let k = 0; k < list.length; k++) total += term(list[k], k);
  return total;
}

// A number to four digits, with a true minus.
function digits(value) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e7) ? value.toExponential(3) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}
