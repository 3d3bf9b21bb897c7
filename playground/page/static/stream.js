// A scrolling list of messages with day lines and the mark of what is new; used by channels and threads.
import { dayLabel, dayOf } from "./dates.js";
import { h, reconcile } from "./dom.js";
import { instant, messageNode } from "./message.js";

const TOGETHER = 5 * 60;
const NEAR = 80;

const sameVoice = (a, b) => (a.user ?? a.bot_id) === (b.user ?? b.bot_id) && (a.username ?? "") === (b.username ?? "");
const follows = (a, b) => Boolean(a) && sameVoice(a, b) && Number(b.ts) - Number(a.ts) < TOGETHER && Boolean(a.ephemeral) === Boolean(b.ephemeral) && !b.ephemeral;

export class Stream {
  constructor(pane, label, { inThread = false } = {}) {
    this.pane = pane;
    this.inThread = inThread;
    this.inner = h("div", { class: "stream-inner" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } }, "New messages below");
    this.node = h("div", { class: "stream", role: "region", "aria-label": label, tabIndex: 0, data: { testid: inThread ? "thread-messages" : "messages" } }, this.inner);
    this.node.addEventListener("scroll", () => this.atEnd() && (this.jump.hidden = true));
    this.node.addEventListener("keydown", (event) => this.#walk(event));
    // Heights settle after the first drawing (pictures, grown fields): stay at the end if we were there.
    this.watch = new ResizeObserver(() => this.stuck && this.toEnd());
    this.watch.observe(this.inner);
    this.watch.observe(this.node);
    this.node.addEventListener("scroll", () => (this.stuck = this.atEnd()));
    this.stuck = true;
  }

  /** Up and down walk from message to message; Tab then reaches what can be done with it. */
  #walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const here = document.activeElement;
    if (!step || !(here === this.node || here.matches("article.message"))) return;
    event.preventDefault();
    const all = [...this.inner.querySelectorAll("article.message")];
    const at = all.indexOf(here);
    (at < 0 ? all.at(-1) : all[Math.min(Math.max(at + step, 0), all.length - 1)])?.focus();
  }

  atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
  }

  toEnd() {
    this.stuck = true;
    this.node.scrollTop = this.node.scrollHeight;
    this.jump.hidden = true;
  }

  /** Start over for another conversation. */
  clear() {
    reconcile(this.inner, []);
    this.stuck = true;
    this.count = 0;
  }

  /** messages: those to show; threads: root ts → replies; newFrom: ts of the first unread one; top: what stands above. */
  show(channel, messages, { threads = new Map(), newFrom = null, top = null } = {}) {
    const items = [];
    if (top) items.push({ key: "top", sig: channel, make: () => top });
    messages.forEach((message, i) => this.#add(items, channel, message, messages[i - 1], { list: threads.get(message.ts), isNew: message.ts === newFrom }));
    const stuck = this.stuck;
    const grew = messages.length > (this.count ?? 0);
    this.count = messages.length;
    reconcile(this.inner, items);
    if (stuck) this.toEnd();
    else if (grew) this.jump.hidden = false;
  }

  #add(items, channel, message, before, { list, isNew }) {
    const { pane } = this;
    const zone = pane.zone;
    const day = dayOf(instant(message.ts), zone);
    const turned = !before || dayOf(instant(before.ts), zone) !== day;
    if (turned && !this.inThread) {
      const words = dayLabel(instant(message.ts), zone, pane.now());
      items.push({ key: `day ${day}`, sig: words, make: () => h("div", { class: "day", role: "separator", "aria-label": words }, h("span", {}, words)) });
    }
    if (isNew) items.push({ key: "new", sig: "new", make: () => h("div", { class: "new-line", role: "separator", "aria-label": "New messages", data: { testid: "new-line" } }, h("span", {}, "New")) });
    const options = { compact: !turned && !isNew && follows(before, message), list, inThread: this.inThread };
    const sig = JSON.stringify([message, options.compact, list?.length, list?.at(-1)?.ts, zone, pane.me?.id]);
    items.push({ key: `${channel} ${message.ts}`, sig, make: () => messageNode(pane, channel, message, options) });
  }
}
