// The line to the server: comes back by itself, and sends again what was not acknowledged.

const OUTBOX = "anxing.outbox";
const SILENCE = 40_000;
const PING = 20_000;
const ELSEWHERE = 4000;
const REFUSED = 4401;

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Link {
  /** `hear(frame)` for what comes in, `show(state)` for connecting, online, offline, elsewhere,
   *  refused; `since()` tells the last change the page has seen. */
  constructor(token, { hear, show, since }) {
    Object.assign(this, { token, hear, show, since });
    this.waiting = load();
    this.tries = 0;
    this.stopped = false;
    setInterval(() => this.watch(), 5000);
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  connect() {
    clearTimeout(this.timer);
    if (this.stopped) return;
    if (this.tries === 0) this.show("connecting");
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${location.host}/ws`);
    this.socket = socket;
    this.ready = false;
    this.heard = Date.now();
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: "hello", token: this.token, since: this.since() }));
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.lost(event.code);
  }

  receive(frame) {
    this.heard = Date.now();
    if (frame.type === "ack") this.settle(frame.client_id);
    if (frame.type === "error" && frame.client_id) {
      if (frame.retry) setTimeout(() => this.repeat(frame.client_id), 3000);
      else this.settle(frame.client_id);
    }
    if (frame.type === "refused") this.stop("refused");
    this.hear(frame);
    if (frame.type !== "welcome") return;
    this.tries = 0;
    this.ready = true;
    this.show("online");
    for (const one of this.waiting) this.write(one);
  }

  lost(code) {
    this.ready = false;
    if (this.stopped) return;
    if (code === ELSEWHERE) return this.stop("elsewhere");
    if (code === REFUSED) return this.stop("refused");
    this.tries += 1;
    this.show("offline");
    const pause = Math.min(500 * 1.7 ** this.tries, 10_000) * (0.7 + Math.random() * 0.6);
    this.timer = setTimeout(() => this.connect(), pause);
  }

  stop(state) {
    this.stopped = true;
    this.show(state);
  }

  /** Keep a frame until it is acknowledged, over reloads too. */
  send(frame) {
    this.waiting.push(frame);
    save(this.waiting);
    if (this.ready) this.write(frame);
    else this.hurry();
  }

  /** A question that is not worth repeating. */
  ask(frame) {
    if (this.ready) this.write(frame);
  }

  repeat(id) {
    const frame = this.waiting.find((one) => one.client_id === id);
    if (frame && this.ready) this.write(frame);
  }

  settle(id) {
    this.waiting = this.waiting.filter((one) => one.client_id !== id);
    save(this.waiting);
  }

  write(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  watch() {
    const quiet = Date.now() - this.heard;
    if (this.ready && quiet > SILENCE) this.again();
    else if (this.ready && quiet > PING) this.write({ type: "ping" });
  }

  again() {
    const old = this.socket;
    this.socket = null;
    old.close();
    this.lost(0);
  }

  hurry() {
    if (this.stopped) return;
    if (this.ready) this.write({ type: "ping" });
    else if (!this.socket || this.socket.readyState === WebSocket.CLOSED) this.connect();
  }
}

export function forgetOutbox() {
  sessionStorage.removeItem(OUTBOX);
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(OUTBOX)) ?? [];
  } catch {
    return [];
  }
}

function save(waiting) {
  sessionStorage.setItem(OUTBOX, JSON.stringify(waiting));
}
