// The engine: a worker with the module. It can be stopped at any time; the next question starts a new one.
class Engine {
  constructor(packed, source) {
    this.packed = packed;
    this.source = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    this.waiting = new Map();
    this.last = 0;
    // The file that the worker has open, by the identity of its bytes.
    this.open = null;
  }

  async start() {
    if (this.worker) return;
    this.module ??= unpackMap({ data: this.packed });
    const module = await this.module;
    // Two may have waited for the module.
    if (this.worker) return;
    const worker = this.worker = new Worker(this.source);
    worker.onmessage = ({ data: reply }) => {
      const { done, failed } = this.waiting.get(reply.id) ?? {};
      this.waiting.delete(reply.id);
      if (reply.error === undefined) done?.(reply);
      else {
        if (reply.fatal) this.end("");
        failed?.(new Error(reply.fatal ? `the computation ended: ${reply.error}` : reply.error));
      }
    };
    worker.onerror = event => { event.preventDefault(); this.end(`the worker failed: ${event.message ?? "it did not start"}`); };
    await this.send({ do: "start", module });
  }

  send(message) {
    return new Promise((done, failed) => {
      const id = ++this.last;
      this.waiting.set(id, { done, failed });
      this.worker.postMessage({ id, ...message });
    });
  }

  // The structures of a file.
  async list(file) {
    await this.start();
    this.open = null;
    const { value } = await this.send({ do: "open", name: file.name, content: file.content });
    this.open = file;
    return value;
  }

  // The answer to a request about a file, as text, and the milliseconds it took.
  async ask(file, request) {
    await this.start();
    if (this.open !== file) await this.list(file);
    return this.send({ do: "ask", request });
  }

  // Ends the worker; whoever waits for it hears why.
  end(why) {
    this.worker?.terminate();
    this.worker = this.open = null;
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const { failed } of waiting) failed(new Error(why || "the computation ended"));
  }
}
