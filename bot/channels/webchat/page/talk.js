// The conversation of a tab that was let in: what comes in is shown, what is done goes out.

import { Composer } from "/static/composer.js";
import { History } from "/static/history.js";
import { Link, newId } from "/static/link.js";
import { remember } from "/static/logins.js";
import { Uploads } from "/static/uploads.js";

const FRESH_EVERY = 20 * 60_000;
const ABOUT = "安全生产技术服务机构星级评定";
const by = (id) => document.getElementById(id);
const hidden = (id, value) => (by(id).hidden = value);

export class Talk {
  /** `show(state)` is told of the line: connecting, online, offline, elsewhere, refused. */
  constructor(token, show) {
    this.busy = new Map();
    this.history = new History(by("log"), by("scroll"), {
      press: (...pressed) => this.press(...pressed),
      again: (message) => this.again(message),
      unfocus: () => by("box").focus(),
      seen: () => hidden("down", true),
    });
    const since = () => (this.history.begin(), this.history.change);
    this.link = new Link(token, { hear: (frame) => this.hear(frame), show, since });
    this.uploads = new Uploads(token, this);
    this.composer = new Composer({
      send: (text, files) => this.send(text, files),
      up: () => this.newestKey()?.focus(),
    });
    by("older").onclick = () => this.link.ask({ type: "older", id: this.history.oldest });
    by("down").onclick = () => this.history.toEnd();
    by("log").addEventListener("keydown", walk);
    setInterval(() => this.freshen(), 60_000);
    this.drawWaiting();
    this.link.connect();
  }

  send(text, files) {
    this.history.stuck = true;
    if (files.length) return this.uploads.begin(text, files);
    const frame = { type: "text", client_id: newId(), text };
    this.draw(frame);
    this.link.send(frame);
  }

  draw({ client_id, text }) {
    const at = new Date().toISOString();
    this.history.put({ client_id, from: "me", text, bold: [], rows: [], files: [], at, pending: true });
  }

  drawWaiting() {
    for (const frame of this.link.waiting) {
      if (frame.type === "text" && !this.history.shows(frame.client_id)) this.draw(frame);
    }
  }

  press(message, choice, key, byKeyboard) {
    if (!message.id || key.ariaBusy === "true") return;
    const id = newId();
    key.ariaBusy = "true";
    this.busy.set(id, { key, byKeyboard });
    setTimeout(() => this.free(id), 8000);
    this.link.send({ type: "press", client_id: id, message_id: message.id, data: choice.data });
  }

  free(id) {
    const pressed = this.busy.get(id);
    if (pressed) pressed.key.ariaBusy = null;
    this.busy.delete(id);
  }

  again(message) {
    if (message.again) this.uploads.go(message.client_id);
    else this.history.remove(message.client_id);
  }

  newestKey() {
    return by("log").querySelector(".newest .key:not(.blank)");
  }

  hear(frame) {
    const heard = {
      welcome: this.welcome,
      message: this.arrived,
      edit: this.arrived,
      older: this.older,
      toast: this.toasted,
      typing: this.typing,
      error: this.failed,
    }[frame.type];
    heard?.call(this, frame);
  }

  welcome(frame) {
    remember(frame.login);
    const log = by("log");
    log.ariaLive = "off";
    if (frame.fresh) {
      this.history.dropFormer();
      hidden("older", !frame.more);
    }
    by("standing").textContent = [frame.name, frame.standing].filter(Boolean).join(" · ") || ABOUT;
    document.title = frame.name ? `${frame.name} · 安星` : "安星";
    this.composer.limit = frame.limit;
    for (const message of frame.messages) this.put(message, true);
    this.drawWaiting();
    this.history.markNewest();
    if (frame.fresh || this.history.stuck) this.history.toEnd();
    requestAnimationFrame(() => (log.ariaLive = "polite"));
    this.freshen();
  }

  put(message, quiet) {
    if (message.client_id) this.uploads.done(message.client_id);
    return this.history.put(message, quiet);
  }

  arrived({ message }) {
    const did = this.put(message, false);
    if (!did) return;
    hidden("typing", true);
    if (did === "changed") by("spoken").textContent = message.text;
    if (message.from !== "bot") return;
    if (did === "added" && !this.history.atEnd() && !this.history.stuck) hidden("down", false);
    this.answered();
  }

  /** Once a press is answered, somebody without a mouse goes on at the newest keys. */
  answered() {
    const keyboard = [...this.busy.values()].some((one) => one.byKeyboard);
    for (const id of [...this.busy.keys()]) this.free(id);
    if (keyboard) this.newestKey()?.focus();
  }

  older(frame) {
    const place = by("scroll");
    const below = place.scrollHeight - place.scrollTop;
    for (const message of frame.messages) this.history.put(message, true);
    hidden("older", !frame.more);
    place.scrollTop = place.scrollHeight - below;
  }

  toasted(frame) {
    if (!this.busy.get(frame.client_id)?.byKeyboard) this.free(frame.client_id);
    if (frame.text) this.toast(frame.text);
  }

  toast(text) {
    by("toast").textContent = text;
    hidden("toast", false);
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => hidden("toast", true), 2500 + 80 * text.length);
  }

  typing() {
    hidden("typing", false);
    setTimeout(() => hidden("typing", true), 5000);
  }

  /** What was refused goes back into the box, with the reason above it. */
  failed(frame) {
    this.free(frame.client_id);
    if (frame.retry) return;
    if (frame.lost && this.uploads.lost(frame.client_id)) return;
    const mine = this.history.items.get(frame.client_id)?.message;
    if (!mine) return this.toast(frame.text);
    this.history.remove(frame.client_id);
    this.composer.putBack(mine.text);
    this.composer.complain(frame.text);
  }

  /** Addresses of files end within the hour. */
  freshen() {
    for (const { message } of [...this.history.items.values()].slice(-80)) {
      message.drawn ??= Date.now();
      const old = Date.now() - message.drawn > FRESH_EVERY;
      if (old && message.id && message.files.length) this.link.ask({ type: "fresh", id: message.id });
    }
  }
}

/** Arrows walk the keys of a message; Esc goes back to the box. */
function walk(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape") by("box").focus();
  const group = event.target.closest(".keys");
  if (!step || !group) return;
  event.preventDefault();
  const all = [...group.querySelectorAll(".key:not(.blank)")];
  const at = all.indexOf(event.target) + step;
  if (at >= all.length) by("box").focus();
  else all[Math.max(at, 0)].focus();
}
