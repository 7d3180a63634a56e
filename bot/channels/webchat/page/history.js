// The messages on the page, in their order: added, edited in place, never twice.

import { bubble, dayLabel, dayOf, element } from "/static/bubbles.js";

export class History {
  constructor(list, scroll, act) {
    Object.assign(this, { list, scroll, act });
    this.items = new Map();
    this.change = 0;
    this.turn = 0;
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(scroll);
    list.addEventListener("load", () => this.stuck && this.toEnd(), true);
    scroll.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck) act.seen();
    });
    this.stuck = true;
  }

  get oldest() {
    return Math.min(...[...this.items.values()].map((one) => one.message.id || Infinity));
  }

  /** Whether a message of this page is there, waiting or already stored under its number. */
  shows(clientId) {
    return [...this.items.values()].some((one) => one.message.client_id === clientId);
  }

  atEnd() {
    return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < 60;
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  /** Begin a connection: what an earlier one brought is dropped when the server sends all anew. */
  begin() {
    this.turn += 1;
  }

  dropFormer() {
    for (const [name, one] of this.items) {
      if (one.turn === this.turn || !one.message.id) continue;
      one.item.remove();
      this.items.delete(name);
    }
  }

  /** Show a message or its later state. Answers what it did: added, changed, or nothing. */
  put(message, quiet = false) {
    this.change = Math.max(this.change, message.change ?? 0);
    const local = message.client_id && this.items.get(message.client_id);
    if (local && message.id) this.remove(message.client_id);
    const name = message.id || message.client_id;
    const known = this.items.get(name);
    if (known && known.message.id && known.message.change > message.change) return "";
    if (message.gone) return this.remove(name);
    const item = bubble(message, this.act);
    item.message = message;
    const stuck = this.stuck;
    if (known) this.replace(known, item, message);
    else this.insert(item, message);
    this.items.set(name, { item, message, turn: this.turn });
    this.daysAround(item);
    if (!quiet) this.settle(item, known, local, stuck);
    return known ? "changed" : "added";
  }

  settle(item, known, local, stuck) {
    this.markNewest();
    if (!known && !local) item.classList.add("new");
    if (!stuck) return;
    const tall = item.offsetHeight > this.scroll.clientHeight && item === this.list.lastElementChild;
    if (tall) this.scroll.scrollTop = item.offsetTop - this.scroll.offsetTop - 10;
    else this.toEnd();
  }

  replace(known, item, message) {
    const focused = known.item.querySelector(".keys")?.contains(document.activeElement);
    known.item.replaceWith(item);
    if (!focused) return;
    const next = item.querySelector(".key:not(.blank)");
    if (next) next.focus();
    else this.act.unfocus(message);
  }

  /** By id; what is not yet stored comes last. */
  insert(item, message) {
    let after = this.list.lastElementChild;
    if (message.id) {
      while (after && !(after.message.id && after.message.id < message.id)) {
        after = after.previousElementSibling;
      }
    }
    if (after) after.after(item);
    else this.list.prepend(item);
  }

  remove(name) {
    const known = this.items.get(name);
    if (!known) return "";
    const next = known.item.nextElementSibling;
    known.item.remove();
    this.items.delete(name);
    if (next) this.day(next);
    return "";
  }

  daysAround(item) {
    this.day(item);
    if (item.nextElementSibling) this.day(item.nextElementSibling);
  }

  /** The day stands above the first message of it. */
  day(item) {
    const own = dayOf(item.message.at);
    const former = item.previousElementSibling;
    item.querySelector(":scope > .day")?.remove();
    if (!former || dayOf(former.message.at) !== own) {
      item.prepend(element("p", { class: "day" }, dayLabel(own)));
    }
  }

  markNewest() {
    this.list.querySelector(".newest")?.classList.remove("newest");
    const last = [...this.list.querySelectorAll(".bot > .keys")].at(-1);
    last?.parentElement.classList.add("newest");
  }
}
