// The threads pane: one message, its replies, and where to answer.
import { Composer } from "./composer.js";
import { h, put } from "./dom.js";
import { iconButton } from "./icons.js";
import { Stream } from "./stream.js";

export class Thread {
  constructor(pane) {
    this.pane = pane;
    this.place = h("span", { class: "quiet" });
    const close = iconButton("close", "Close the thread", { data: { testid: "thread-close" }, on: { click: () => pane.closeThread() } });
    this.stream = new Stream(pane, "Thread", { inThread: true });
    this.composer = new Composer(pane, { channel: () => this.open?.channel, threadTs: () => this.open?.ts, label: "Reply", testid: "thread-composer", onSend: () => this.stream.toEnd() });
    this.composer.setPlaceholder("Reply…");
    this.node = h("aside", { class: "thread", "aria-label": "Thread", hidden: true, data: { testid: "thread" }, on: { keydown: (event) => event.key === "Escape" && pane.closeThread() } },
      h("header", { class: "main-head" }, h("div", { class: "main-title" }, h("h2", {}, "Thread"), this.place), close), this.stream.node, this.stream.jump, this.composer.node);
  }

  set(channel, ts) {
    this.came = document.activeElement;
    this.open = { channel, ts };
    this.stream.clear();
    this.node.hidden = false;
    this.show();
    this.composer.area.focus();
  }

  shut() {
    this.open = null;
    this.node.hidden = true;
    if (this.came?.isConnected) this.came.focus({ preventScroll: true });
  }

  show() {
    if (!this.open) return;
    const { channel, ts } = this.open;
    const place = this.pane.channel(channel);
    put(this.place, place && ["channel", "private"].includes(place.kind) ? `#${place.name}` : "Direct message");
    this.stream.show(channel, this.pane.log.thread(channel, ts));
  }
}
