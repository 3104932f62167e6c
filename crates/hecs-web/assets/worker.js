// The worker: holds the module, opens one file at a time and answers questions about it. A message is { id, do, … }; the
// reply is { id, value } or { id, error }, with `fatal` where the module has ended.
let ready, exports;

const bytes = text => new TextEncoder().encode(text);

function put(which, content) {
  const at = exports.hecs_input(which, content.length);
  new Uint8Array(exports.memory.buffer, at, content.length).set(content);
}

function output() {
  return new Uint8Array(exports.memory.buffer, exports.hecs_output(), exports.hecs_output_length()).slice();
}

function told(code) {
  const out = output();
  if (code !== 0) throw new Error(new TextDecoder().decode(out));
  return out;
}

const text = out => new TextDecoder().decode(out);
const tasks = {
  start: ({ module }) => { ready = WebAssembly.instantiate(module, {}).then(({ instance }) => { exports = instance.exports; }); },
  open: ({ name, content }) => {
    put(0, bytes(name));
    put(1, content);
    return JSON.parse(text(told(exports.hecs_open())));
  },
  ask: ({ request }) => {
    put(2, bytes(JSON.stringify(request)));
    return text(told(exports.hecs_ask()));
  },
};

onmessage = async ({ data }) => {
  const began = performance.now();
  try {
    await ready;
    const value = await tasks[data.do](data);
    await ready;
    postMessage({ id: data.id, value, ms: performance.now() - began });
  } catch (error) {
    // A trap ends the module; what a panic said is its output.
    const fatal = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    let words = "";
    if (fatal) try { words = text(output()); } catch { /* nothing was said */ }
    postMessage({ id: data.id, error: fatal ? words || String(error.message) : error.message, fatal });
  }
};
