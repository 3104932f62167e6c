// The page of a model: tables that mark what is chosen, and the profiler.
function select(no) { mark(no); }

document.querySelectorAll("figure").forEach(enliven);
document.querySelectorAll("table.sortable").forEach(table => tableTools(table, (row, jump) => select(Number(row.dataset.no), jump)));
if (byId("traces")) profiler(new Profile(data));

function profiler(profile) {
  // The panel of a trace in the units of its drawing.
  const W = 250, H = 128, box = { x: 44, y: 6, w: 200, h: 102 }, along = 32;
  const { columns } = profile, unit = profile.response.unit ? " " + profile.response.unit : "";
  const varying = columns.map((_, j) => j).filter(j => columns[j].high > columns[j].low);
  let most = profile.step, shown = [];

  const px = (c, x) => box.x + box.w * Math.min(1, Math.max(0, (x - c.low) / (c.high - c.low)));
  const path = points => points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");

  function trace(j) {
    const c = columns[j], card = document.createElement("div");
    card.className = "trace";
    card.innerHTML = `<h4><span></span><span>VIP ${c.vip === null ? "–" : c.vip.toFixed(2)}</span></h4>`
      + `<svg viewBox="0 0 ${W} ${H}" tabindex="0" role="slider"></svg>`
      + `<label><input type="number" step="any"><span></span></label>`;
    const [title, svg, input] = [card.querySelector("h4 span"), card.querySelector("svg"), card.querySelector("input")];
    title.textContent = title.title = c.name;
    card.querySelector("label span").textContent = c.unit ?? "";
    input.setAttribute("aria-label", c.name);
    svg.setAttribute("aria-label", c.name);
    svg.setAttribute("aria-valuemin", c.low);
    svg.setAttribute("aria-valuemax", c.high);
    const to = x => { profile.x[j] = Math.min(c.high, Math.max(c.low, x)); draw(); };
    const under = e => {
      const at = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
      to(c.low + (at.x - box.x) / box.w * (c.high - c.low));
    };
    svg.addEventListener("pointerdown", e => { svg.setPointerCapture(e.pointerId); under(e); });
    svg.addEventListener("pointermove", e => { if (svg.hasPointerCapture(e.pointerId)) under(e); });
    svg.addEventListener("keydown", e => {
      const step = (c.high - c.low) / 100;
      const by = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step }[e.key];
      const end = { Home: c.low, End: c.high }[e.key];
      if (by === undefined && end === undefined) return;
      e.preventDefault();
      to(end ?? profile.x[j] + by);
    });
    input.addEventListener("input", () => {
      const x = input.valueAsNumber;
      if (Number.isFinite(x)) { profile.x[j] = x; draw(); }
    });
    return { j, c, card, svg, input };
  }

  function draw() {
    const now = profile.now(), here = profile.moved(now, 0, 0);
    predict(here);
    const curves = shown.map(({ j, c }) => Array.from({ length: along + 1 }, (_, k) => {
      const x = c.low + k / along * (c.high - c.low);
      return { x, ...profile.moved(now, j, (x - profile.x[j]) / c.scale) };
    }));
    // One scale for all traces, so that steep ones look steep.
    const ends = [here, ...curves.flat()].flatMap(p => [p.y - (p.half ?? 0), p.y + (p.half ?? 0)]);
    let low = Math.min(...ends), high = Math.max(...ends);
    const pad = (high - low) * .06 || Math.abs(high) * .1 || 1;
    low -= pad; high += pad;
    const py = y => box.y + box.h * (high - Math.min(high, Math.max(low, y))) / (high - low);
    const ticks = niceTicks(low, high, 3);
    shown.forEach((one, k) => picture(one, curves[k], here, py, ticks));
  }

  function picture({ j, c, card, svg, input }, curve, here, py, ticks) {
    const x = profile.x[j], at = p => [px(c, p.x), py(p.y)];
    let out = ticks.map(([v, label]) => `<path class="grid" d="M${box.x} ${py(v)}h${box.w}"/><text x="${box.x - 4}" y="${py(v) + 3.3}" text-anchor="end">${label}</text>`).join("");
    if (here.half !== null) {
      const edge = sign => curve.map(p => [px(c, p.x), py(p.y + sign * p.half)]);
      out += `<path class="range" d="${path(edge(1).concat(edge(-1).reverse()))}Z"/>`;
    }
    // Runs of points inside and outside, each reaching to the next.
    for (let k = 0; k < curve.length - 1;) {
      let end = k + 1;
      while (end < curve.length - 1 && curve[end].inside === curve[k].inside) end++;
      out += `<path class="${curve[k].inside ? "line" : "outside"}" d="${path(curve.slice(k, end + 1).map(at))}"/>`;
      k = end;
    }
    out += `<path class="frame" d="M${box.x} ${box.y}h${box.w}v${box.h}h${-box.w}Z"/>`;
    out += `<path class="now" d="M${px(c, x)} ${box.y}v${box.h}"/><circle class="point" r="3.2" cx="${px(c, x)}" cy="${py(here.y)}"/>`;
    out += `<text x="${box.x}" y="${H - 8}">${digits(c.low)}</text><text x="${box.x + box.w}" y="${H - 8}" text-anchor="end">${digits(c.high)}</text>`;
    svg.innerHTML = out;
    svg.setAttribute("aria-valuenow", x);
    svg.setAttribute("aria-valuetext", `${digits(x)}${c.unit ? " " + c.unit : ""}, predicted ${digits(here.y)}${unit}`);
    if (document.activeElement !== input) input.value = String(Number(x.toPrecision(8)));
    card.classList.toggle("beyond", x < c.low || x > c.high);
  }

  function predict(here) {
    const part = (name, text, strong) => {
      const span = document.createElement("span");
      span.append(name + " ");
      span.appendChild(document.createElement(strong ? "b" : "span")).textContent = text;
      return span;
    };
    const parts = [part(profile.response.name, digits(here.y) + unit, true)];
    if (here.half !== null)
      parts.push(part(`${Number((100 * profile.level).toFixed(1))} % interval`, `${digits(here.y - here.half)} to ${digits(here.y + here.half)}${unit}`));
    const of = limit => limit === null ? "" : ` of ${digits(limit)}`;
    parts.push(part("T²", digits(here.t2) + of(profile.limitT2)), part("Q", digits(here.q) + of(profile.limitQ)));
    const beyond = columns.filter((c, j) => profile.x[j] < c.low || profile.x[j] > c.high);
    const badge = document.createElement("span");
    badge.className = "badge " + (here.inside ? "holds" : "differs");
    badge.textContent = (here.inside ? "inside the domain" : "outside the domain")
      + (beyond.length ? `, ${beyond.length === 1 ? beyond[0].name : beyond.length + " columns"} beyond the training range` : "");
    byId("prediction").replaceChildren(...parts, badge);
  }

  function choose() {
    const wanted = byId("profile-filter").value.trim().toLowerCase();
    const found = varying.filter(j => columns[j].name.toLowerCase().includes(wanted));
    shown = found.slice(0, most).map(trace);
    byId("traces").replaceChildren(...shown.map(t => t.card));
    byId("profile-count").textContent = `${shown.length} of ${found.length} columns, the largest VIP first`;
    byId("profile-more").hidden = shown.length === found.length;
    draw();
  }

  byId("profile-filter").addEventListener("input", choose);
  byId("profile-reset").addEventListener("click", () => { profile.reset(); draw(); });
  byId("profile-more").addEventListener("click", () => { most += profile.step; choose(); });
  choose();
}
