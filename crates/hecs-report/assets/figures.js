// Figures come alive: tooltips on every mark, legend entries as switches, zoom with fresh ticks,
// the keyboard for all of it.
const tip = document.getElementById("tip"), live = document.getElementById("live");

function showTip(text, x, y) {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - box.width - 4)) + "px";
  tip.style.top = (y + box.height + 22 < innerHeight ? y + 16 : Math.max(4, y - box.height - 12)) + "px";
}

// Takes the title out of a mark, so that the browser's own tooltip does not show as well.
function textOf(mark) {
  const title = mark.querySelector("title");
  if (title) { mark.tipText = title.textContent; title.remove(); }
  return mark.tipText || "";
}

function niceTicks(low, high, wanted) {
  const raw = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map(m => m * power).find(s => s >= raw * (1 - 1e-9));
  let decimals = 0;
  while (decimals < 9 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  const values = [];
  for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k++) values.push(k * step);
  return values.map(v => [v, v.toFixed(decimals).replace(/^-(?=0*\.?0*$)/, "").replace("-", "−")]);
}

class Zoom {
  constructor(panel) {
    [this.x, this.y, this.w, this.h] = panel.dataset.area.split(" ").map(Number);
    this.range = panel.dataset.range.split(" ").map(Number);
    this.svg = panel.ownerSVGElement;
    this.ticks = panel.querySelector(".ticks");
    this.first = this.ticks.innerHTML;
    this.longest = Math.max(0, ...[...this.ticks.querySelectorAll('[text-anchor="end"]')].map(t => t.textContent.length));
    this.parts = [...panel.querySelector(".plot").children].map(node => {
      // Names keep their size as marks do, but bring their place along.
      if (node.tagName === "text") return { node, at: [Number(node.getAttribute("x")), Number(node.getAttribute("y"))], own: true };
      const at = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(node.getAttribute("transform") || "");
      return { node, at: at && [Number(at[1]), Number(at[2])] };
    });
    this.strokes = this.parts.filter(p => !p.at).flatMap(p => [p.node, ...p.node.querySelectorAll("path")])
      .filter(n => n.getAttribute("stroke-width"))
      .map(n => [n, Number(n.getAttribute("stroke-width")), n.getAttribute("stroke-dasharray")?.split(" ").map(Number)]);
    this.reset();
  }

  reset() { this.k = 1; this.t = [0, 0]; this.apply(); }

  // Zooms by `f` about a point of the panel, in the units of the drawing.
  by(f, px = this.x + this.w / 2, py = this.y + this.h / 2) {
    const k = Math.max(1, Math.min(40, this.k * f)), g = k / this.k;
    this.t = [px - (px - this.t[0]) * g, py - (py - this.t[1]) * g];
    this.k = k;
    this.apply();
  }

  pan(dx, dy) { this.t = [this.t[0] + dx, this.t[1] + dy]; this.apply(); }

  apply() {
    const { k } = this;
    // The panel stays filled: no edge of the data area comes inside it.
    const keep = (t, from, size) => Math.max((from + size) * (1 - k), Math.min(from * (1 - k), t));
    this.t = [keep(this.t[0], this.x, this.w), keep(this.t[1], this.y, this.h)];
    const [tx, ty] = this.t;
    for (const { node, at, own } of this.parts)
      node.setAttribute("transform", at ? `translate(${at[0] * (own ? k - 1 : k) + tx} ${at[1] * (own ? k - 1 : k) + ty})` : `matrix(${k} 0 0 ${k} ${tx} ${ty})`);
    for (const [node, width, dash] of this.strokes) {
      node.setAttribute("stroke-width", width / k);
      if (dash) node.setAttribute("stroke-dasharray", dash.map(d => d / k).join(" "));
    }
    // Zoomed in, a finger moves the picture and not the page.
    this.svg.style.touchAction = k > 1 ? "none" : "";
    if (k === 1) this.ticks.innerHTML = this.first; else this.redrawTicks();
  }

  redrawTicks() {
    const { k, x, y, w, h, t } = this, [x0, x1, y0, y1] = this.range, bottom = y + h;
    const back = (p, from, size, shift) => ((p - shift) / k - from) / size;
    const u = [back(x, x, w, t[0]), back(x + w, x, w, t[0])].map(f => x0 + f * (x1 - x0));
    const v = [back(y + h, y, h, t[1]), back(y, y, h, t[1])].map(f => y1 - f * (y1 - y0));
    const line = (a, b, c, d) => `<path class="s-ink" fill="none" stroke-width="0.6" d="M${a} ${b}L${c} ${d}"/>`;
    const text = (a, b, s, anchor) => `<text class="f-ink${anchor === "start" ? " halo" : ""}" font-size="6.5" text-anchor="${anchor}" x="${a}" y="${b}">${s}</text>`;
    let out = "";
    for (const [value, label] of niceTicks(u[0], u[1], 5)) {
      const at = x + (value - u[0]) / (u[1] - u[0]) * w;
      out += line(at, bottom, at, bottom - 2.6) + text(at, bottom + 9, label, "middle");
    }
    const upright = niceTicks(v[0], v[1], 5);
    // Labels too long for the margin stand inside the panel.
    const inside = Math.max(...upright.map(t => t[1].length)) > this.longest;
    for (const [value, label] of upright) {
      const at = bottom - (value - v[0]) / (v[1] - v[0]) * h;
      out += line(x, at, x + 2.6, at) + (inside ? text(x + 5, at + 2.3, label, "start") : text(x - 3, at + 2.3, label, "end"));
    }
    this.ticks.innerHTML = out;
  }
}

function enliven(figure) {
  const svg = figure.querySelector("svg");
  if (!svg) return;
  svg.setAttribute("tabindex", "0");
  svg.addEventListener("pointerover", e => { const m = e.target.closest(".d"); if (m) showTip(textOf(m), e.clientX, e.clientY); });
  svg.addEventListener("pointermove", e => { const m = e.target.closest(".d"); if (m) showTip(textOf(m), e.clientX, e.clientY); });
  svg.addEventListener("pointerout", () => { tip.hidden = true; });
  svg.addEventListener("click", e => { const m = e.target.closest(".d[data-no]"); if (m) select(Number(m.dataset.no)); });
  legends(svg);
  const zooms = [...svg.querySelectorAll('.panel[data-zoom="1"]')].map(panel => new Zoom(panel));
  const button = figureBar(figure);
  if (zooms.length) zoomable(button, svg, zooms);
  button("SVG", "Save the figure as SVG", () => saveSvg(svg, figure.id || figure.dataset.name || "figure"));
  walk(svg, zooms);
}

// A legend entry shows and hides its series.
function legends(svg) {
  for (const entry of svg.querySelectorAll(".legend")) {
    const marks = [...svg.querySelectorAll(".d")].filter(m => m.dataset.s === entry.dataset.s && !entry.contains(m));
    if (!marks.length) continue;
    entry.setAttribute("tabindex", "0");
    entry.setAttribute("role", "switch");
    entry.setAttribute("aria-checked", "true");
    entry.setAttribute("aria-label", "Show " + entry.dataset.s);
    const flip = () => {
      const off = entry.classList.toggle("off");
      entry.setAttribute("aria-checked", String(!off));
      for (const mark of marks) mark.classList.toggle("gone", off);
    };
    entry.addEventListener("click", flip);
    entry.addEventListener("keydown", e => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); e.stopPropagation(); flip(); } });
  }
}

// The bar of a figure; gives what adds a button to it.
function figureBar(figure) {
  const bar = document.createElement("div");
  bar.className = "bar";
  figure.prepend(bar);
  return (label, name, act) => {
    const b = document.createElement("button");
    b.type = "button"; b.textContent = label; b.setAttribute("aria-label", name);
    b.addEventListener("click", act);
    bar.append(b);
  };
}

function zoomable(button, svg, zooms) {
  button("+", "Zoom in", () => zooms.forEach(z => z.by(1.5)));
  button("−", "Zoom out", () => zooms.forEach(z => z.by(1 / 1.5)));
  button("1:1", "Whole figure, 1:1", () => zooms.forEach(z => z.reset()));
  const point = e => { const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse()); return [p.x, p.y]; };
  const under = ([px, py]) => zooms.find(z => px >= z.x && px <= z.x + z.w && py >= z.y && py <= z.y + z.h);
  svg.addEventListener("wheel", e => {
    if (!e.ctrlKey) return;
    const p = point(e), z = under(p);
    if (z) { e.preventDefault(); z.by(Math.exp(-e.deltaY * .004), ...p); }
  }, { passive: false });
  svg.addEventListener("dblclick", e => { const p = point(e), z = under(p); if (z) z.by(2, ...p); });
  let drag = null;
  svg.addEventListener("pointerdown", e => { const p = point(e), z = under(p); if (z && z.k > 1) drag = { z, p }; });
  svg.addEventListener("pointermove", e => {
    if (!drag) return;
    const p = point(e);
    drag.z.pan(p[0] - drag.p[0], p[1] - drag.p[1]);
    drag.p = p;
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) svg.addEventListener(end, () => { drag = null; });
}

// Arrow keys go from mark to mark, Enter chooses the compound, + − 0 zoom.
function walk(svg, zooms) {
  let now = -1;
  svg.addEventListener("keydown", e => {
    const marks = [...svg.querySelectorAll(".d:not(.gone)")].filter(m => !m.closest(".legend"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (step && marks.length) {
      e.preventDefault();
      svg.querySelector(".now")?.classList.remove("now");
      now = (now + step + marks.length) % marks.length;
      const box = marks[now].getBoundingClientRect();
      marks[now].classList.add("now");
      showTip(textOf(marks[now]), box.right, box.bottom);
      live.textContent = textOf(marks[now]);
    } else if (e.key === "Enter" && marks[now]?.dataset.no) select(Number(marks[now].dataset.no));
    else if (e.key === "+" || e.key === "=") zooms.forEach(z => z.by(1.5));
    else if (e.key === "-") zooms.forEach(z => z.by(1 / 1.5));
    else if (e.key === "0") zooms.forEach(z => z.reset());
    else if (e.key === "Escape") tip.hidden = true;
  });
  svg.addEventListener("blur", () => { tip.hidden = true; svg.querySelector(".now")?.classList.remove("now"); });
}
