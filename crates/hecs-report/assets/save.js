// What the reader takes along: texts, pictures of the view, figures as SVG. Nothing leaves the page.
function saveBlob(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // On a busy machine the browser fetches it a while later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

const saveText = (name, text) => saveBlob(name, new Blob([text], { type: "text/csv" }));

// A figure by itself, on white ground whatever the theme: the classes of the page become colours.
const NEUTRAL = { ink: "#1a1a1a", muted: "#5f5f5f", faint: "#e2e2e2", paper: "#ffffff" };

function saveSvg(svg, name) {
  const copy = svg.cloneNode(true), style = document.createElementNS(svg.namespaceURI, "style");
  style.textContent = Object.entries(NEUTRAL).map(([role, colour]) => `.f-${role}{fill:${colour}}.s-${role}{stroke:${colour}}`).join("")
    + `.gone{display:none}.halo{paint-order:stroke;stroke:${NEUTRAL.paper};stroke-width:2}text{font-family:Helvetica,Arial,sans-serif}`;
  copy.prepend(style);
  copy.setAttribute("xmlns", svg.namespaceURI);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ");
  copy.setAttribute("width", `${width}pt`);
  copy.setAttribute("height", `${height}pt`);
  for (const attribute of ["tabindex", "class"]) copy.removeAttribute(attribute);
  saveBlob(`${name}.svg`, new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
}

// The view as PNG, so many pixels wide: 2000 are 170 mm at 300 dots per inch.
const PRINT_PIXELS = 2000;

function savePicture(scene, name) {
  const { clientWidth, clientHeight } = scene.canvas;
  scene.paint(PRINT_PIXELS, Math.round(PRINT_PIXELS * clientHeight / clientWidth));
  // At once, and not by toBlob: a browser lets a page save only what follows the reader's click.
  const [, coded] = scene.canvas.toDataURL("image/png").split(",");
  scene.draw();
  saveBlob(`${name}.png`, new Blob([Uint8Array.from(atob(coded), c => c.charCodeAt(0))], { type: "image/png" }));
}
