// Short notices at the foot of a pane; they go by themselves and are read aloud.
import { h } from "./dom.js";
import { iconButton } from "./icons.js";

const STAYS = 6_000;

export class Toasts {
  constructor() {
    this.node = h("div", { class: "toasts", role: "status", "aria-live": "polite", data: { testid: "toasts" } });
  }

  say(text) {
    const toast = h("div", { class: "toast", data: { testid: "toast" } }, h("span", {}, text), iconButton("close", "Dismiss the notice", { on: { click: () => toast.remove() } }));
    this.node.append(toast);
    setTimeout(() => toast.remove(), STAYS);
  }
}
