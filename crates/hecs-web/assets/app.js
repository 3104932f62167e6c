// The page: takes files, asks the engine one after the other, lists what comes back and shows it as the report does.
const MOST_BYTES = 64 << 20, MOST_STRUCTURES = 50;
const engine = new Engine(data.module, data.worker);
const items = [], queue = [];
let lastNo = 0, working = null, stopped = 0;
byId("crystal").hidden = true;

// What is said while something is computed, with the seconds it has taken.
let doing = "", since = 0;
function progress(words) {
  if (words && words !== doing) since = Date.now();
  doing = words;
  const seconds = Math.floor((Date.now() - since) / 1000);
  byId("progress").hidden = byId("cancel").hidden = !words;
  byId("progress").textContent = words + (words && seconds > 1 ? ` (${seconds} s)` : "");
}
setInterval(() => { if (doing) progress(doing); }, 1000);

function later(words, job) {
  queue.push({ words, job });
  if (!working) working = work();
}

async function work() {
  while (queue.length) {
    const { words, job } = queue.shift();
    progress(words);
    try { await job(); } catch (error) { notice(words, error); }
  }
  progress("");
  working = null;
}

// A failure that belongs to no row.
function notice(words, error) {
  addRow({ name: words, failure: error.message });
}

byId("cancel").addEventListener("click", () => {
  stopped++;
  queue.length = 0;
  for (const item of items) if (item.waits) { item.turn++; item.waits = false; item.failure ??= "cancelled"; fill(item); }
  engine.end("cancelled");
});

function takeFiles(files) {
  for (const file of files) {
    later(`Reading ${file.name}`, async () => {
      try {
        if (file.size > MOST_BYTES) throw new Error(`the file has ${(file.size / 1e6).toFixed(0)} MB; this page takes up to ${MOST_BYTES >> 20} MiB, the program hecs takes more`);
        await takeFile({ name: file.name, content: new Uint8Array(await file.arrayBuffer()) });
      } catch (error) { addRow({ name: file.name, failure: error.message }); }
    });
  }
}

async function takeFile(file) {
  const turn = stopped, found = await engine.list(file);
  if (turn !== stopped) return;
  found.slice(0, MOST_STRUCTURES).forEach((listed, entry) => {
    const name = listed.name ? `${file.name}, ${listed.name}` : file.name;
    const failure = listed.failure && `cannot be read: ${listed.failure}`;
    const item = addRow({ ...listed, name, file, entry, failure, ion: listed.ions[0] });
    if (item.failure) return;
    if (item.ion) compute(item);
    else { item.failure = "holds none of the ions that usually move: Li, Na, K, Ag, Cu, Mg, Zn, Ca, Al, Rb, Cs, F, O"; fill(item); }
  });
  if (found.length > MOST_STRUCTURES) addRow({ name: file.name, failure: `${found.length - MOST_STRUCTURES} more structures were left out: this page shows ${MOST_STRUCTURES} of a file, the program hecs takes any number` });
  if (!found.length) addRow({ name: file.name, failure: "holds no structure" });
}

function addRow(fields) {
  const item = { no: ++lastNo, ions: [], ...fields };
  item.row = byId("rows").tBodies[0].insertRow();
  item.row.dataset.no = String(item.no);
  items.push(item);
  byId("rows").hidden = false;
  fill(item);
  return item;
}

// Record first, then the picture; `item.turn` tells answers of older questions apart.
function compute(item) {
  const turn = item.turn = (item.turn ?? 0) + 1;
  Object.assign(item, { record: null, failure: null, waits: true, ms: {} });
  fill(item);
  const spacing = Number(byId("spacing").value), host = byId("elastic").checked ? "elastic" : "rigid";
  const request = { entry: item.entry, no: item.no, ion: item.ion, spacing, host };
  const formula = item.formula ?? item.name;
  const ask = (question, words, take) => later(words, async () => {
    if (turn !== item.turn) return;
    try {
      const { value, ms } = await engine.ask(item.file, { ...request, question });
      if (turn !== item.turn) return;
      item.ms[question] = ms;
      take(value);
    } catch (error) {
      if (turn !== item.turn) return;
      item.waits = false;
      item.failure ??= error.message;
    }
    fill(item);
  });
  item.request = request;
  ask("barriers", `${formula}: energy map and barriers of ${item.ion}`, text => {
    item.recordText = text;
    item.record = JSON.parse(text);
    item.failure = item.record.ok ? null : item.record.message ?? item.record.code;
  });
  ask("page", `${formula}: sites, hops and picture`, text => {
    item.waits = false;
    show(item, JSON.parse(text));
  });
}

// Puts a structure among the data of the page, in the place of an older answer.
function show(item, { compound, crystal }) {
  data.compounds = [...data.compounds.filter(c => c.no !== item.no), compound];
  data.crystals = data.crystals.filter(c => c.no !== item.no);
  if (crystal) data.crystals.push(crystal);
  const choose = byId("choose");
  let option = [...choose.options].find(o => o.value === String(item.no));
  if (!option) {
    option = choose.appendChild(document.createElement("option"));
    option.value = String(item.no);
  }
  option.textContent = `${item.no} · ${compound.formula} · ${item.name}`;
  byId("crystal").hidden = false;
  // The first is shown at once, the others when they are chosen.
  if (choose.options.length === 1 || choose.value === String(item.no)) select(item.no);
}

function fill(item) {
  const { row, record } = item;
  row.replaceChildren();
  const head = row.appendChild(document.createElement("th"));
  head.scope = "row";
  if (data.compounds.some(c => c.no === item.no)) {
    const button = element("button", item.formula ?? item.name, head);
    button.type = "button";
    button.addEventListener("click", () => select(item.no, true));
  } else if (item.formula) element("span", item.formula, head);
  element("span", item.name, head).className = "source";
  row.insertCell().append(ionChoice(item));
  const barriers = record ? ["1d", "2d", "3d"].map(name => record.barriers[name]) : [null, null, null];
  for (const barrier of barriers) {
    const cell = row.insertCell();
    cell.className = "n";
    cell.textContent = barrier ? (barrier.refined ?? barrier.grid).toFixed(4) + (barrier.refined === null ? " g" : "") : item.waits ? "…" : "–";
  }
  const notes = row.insertCell();
  if (item.failure) element("span", item.failure, notes).className = "failed";
  for (const note of record?.notes ?? []) {
    const badge = element("span", `△ ${note.code.split("::").pop().replaceAll("-", " ")}`, notes);
    badge.className = "badge caveat";
    badge.title = note.message;
    notes.append(" ");
  }
  if (record && !notes.hasChildNodes()) notes.textContent = "–";
  if (record) byId("basis").hidden = false;
  const save = row.insertCell();
  save.className = "save";
  const stem = item.name.replace(/[^\w.+-]+/g, "_");
  const button = (words, act) => { const b = element("button", words, save); b.type = "button"; b.addEventListener("click", act); };
  if (record) button("record", () => keep(`${stem}.bvse.json`, item.recordText, "application/json"));
  if (record?.ok) button("map (.cube)", () => later(`${item.formula}: map`, async () => {
    const { value } = await engine.ask(item.file, { ...item.request, question: "map" });
    keep(`${stem}.cube`, value, "text/plain");
  }));
}

function ionChoice(item) {
  if (item.ions.length < 2) return document.createTextNode(item.ion ?? "–");
  const choice = document.createElement("select");
  choice.setAttribute("aria-label", `Ion that moves in ${item.formula}`);
  for (const ion of item.ions) element("option", ion, choice);
  choice.value = item.ion;
  choice.addEventListener("change", () => { item.ion = choice.value; compute(item); });
  return choice;
}

function keep(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

byId("files").addEventListener("change", event => { takeFiles([...event.target.files]); event.target.value = ""; });
// Anywhere on the page, so that a file that misses the frame does not replace the page.
const drop = byId("drop");
addEventListener("dragover", event => { event.preventDefault(); drop.classList.add("over"); });
addEventListener("dragleave", event => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", event => {
  event.preventDefault();
  drop.classList.remove("over");
  const text = event.dataTransfer.getData("text/plain");
  if (event.dataTransfer.files.length) takeFiles([...event.dataTransfer.files]);
  else if (text) takeText(text);
});
function takeText(text) { takeFiles([new File([text], "pasted text")]); }
addEventListener("paste", event => {
  if (/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) return;
  const files = [...event.clipboardData.files], text = event.clipboardData.getData("text/plain");
  if (files.length) takeFiles(files);
  else if (text.trim()) takeText(text);
});
byId("paste-open").addEventListener("click", event => {
  const paste = byId("paste");
  paste.hidden = !paste.hidden;
  event.target.setAttribute("aria-expanded", String(!paste.hidden));
  if (!paste.hidden) byId("pasted").focus();
});
byId("paste-take").addEventListener("click", () => { if (byId("pasted").value.trim()) takeText(byId("pasted").value); });
for (const name of ["spacing", "elastic"]) byId(name).addEventListener("change", () => {
  if (!byId("spacing").checkValidity()) return byId("spacing").reportValidity();
  for (const item of items) if (item.ion) compute(item);
});
