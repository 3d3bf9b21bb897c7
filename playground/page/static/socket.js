// One WebSocket for one pane: greets again after a break, queues while it is down, pairs option requests with answers.

const OPTIONS_PATIENCE = 12_000;
const LONGEST_PAUSE = 8_000;

export class Socket {
  /** greeting() returns the messages that must come first on every new connection. */
  constructor(url, greeting) {
    this.url = url;
    this.greeting = greeting;
    this.handlers = new Map();
    this.queue = [];
    this.waiting = new Map();
    this.lastRequest = 0;
    this.failures = 0;
    this.finished = false;
    this.on("options", (message) => this.#answer(message));
  }

  on(kind, fn) {
    this.handlers.set(kind, fn);
  }

  connect() {
    this.wire = new WebSocket(this.url);
    this.wire.addEventListener("open", () => this.#opened());
    this.wire.addEventListener("message", (event) => this.#take(JSON.parse(event.data)));
    this.wire.addEventListener("close", () => this.#lost());
  }

  close() {
    this.finished = true;
    clearTimeout(this.timer);
    this.wire?.close();
  }

  send(message) {
    if (this.wire?.readyState === WebSocket.OPEN) this.wire.send(JSON.stringify(message));
    else this.queue.push(message);
  }

  /** Ask the app for options; resolves with the answer, rejects when none comes. */
  options(request) {
    this.lastRequest += 1;
    const req = this.lastRequest;
    this.send({ ...request, do: "options", req });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#answer({ req, error: "timeout" }), OPTIONS_PATIENCE);
      this.waiting.set(req, { resolve, reject, timer });
    });
  }

  #answer(message) {
    const asked = this.waiting.get(message.req);
    if (!asked) return;
    this.waiting.delete(message.req);
    clearTimeout(asked.timer);
    if (message.error) asked.reject(new Error(message.error));
    else asked.resolve(message);
  }

  #opened() {
    this.failures = 0;
    for (const message of [...this.greeting(), ...this.queue.splice(0)]) this.send(message);
    this.handlers.get("connected")?.();
  }

  #take(message) {
    this.handlers.get(message.is)?.(message);
    this.handlers.get("any")?.(message);
  }

  #lost() {
    if (this.finished) return;
    this.failures += 1;
    this.handlers.get("lost")?.();
    this.timer = setTimeout(() => this.connect(), Math.min(250 * 2 ** this.failures, LONGEST_PAUSE));
  }
}
