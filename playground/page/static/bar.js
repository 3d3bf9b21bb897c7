// The bar above the panes: the playground's clock, faults, the second person, the inspector.
import { show } from "./dates.js";
import { clockPanel } from "./clockpanel.js";
import { h } from "./dom.js";
import { faultsPanel } from "./faultspanel.js";
import { icon } from "./icons.js";
import { openPanel } from "./popup.js";

const HOUR = 3600;
const BEAT = 5_000;

function tool(name, words, testid, act) {
  const label = h("span", { class: "tool-words" }, words);
  const badge = h("span", { class: "badge", hidden: true });
  const node = h("button", { type: "button", class: "tool", title: words, data: { testid }, on: { click: act } }, icon(name), label, badge);
  return Object.assign(node, { badge });
}

export class Bar {
  constructor(node, shell) {
    this.shell = shell;
    this.now = h("button", { type: "button", class: "tool clock-now", "aria-haspopup": "dialog", "aria-expanded": "false", data: { testid: "clock-choose" }, on: { click: () => this.#choose() } });
    this.day = h("span", { class: "clock-day" });
    this.time = h("strong", { class: "clock-time", data: { testid: "clock-now" } });
    this.short = h("span", { class: "clock-day" });
    this.now.append(icon("clock"), this.day, this.time, this.short, icon("chevron", 14));
    const turn = (message) => () => shell.send({ do: "clock", ...message });
    const hour = tool("plus", "1 hour", "clock-forward", turn({ advance_seconds: HOUR }));
    hour.setAttribute("aria-label", "Turn the clock one hour on");
    const duty = tool("skip", "Next duty", "clock-next-duty", turn({ next_duty: true }));
    this.faults = tool("storm", "Faults", "faults", () => this.#faults());
    this.beside = tool("columns", "Beside", "beside", () => shell.toggleBeside());
    this.inspect = tool("list", "Inspector", "inspect", () => shell.journal.toggle());
    for (const one of [this.faults]) one.setAttribute("aria-haspopup", "dialog");
    node.dataset.layer = "open";
    node.append(
      h("div", { class: "bar-name" }, h("img", { src: new URL("./mark.svg", import.meta.url).pathname, alt: "", width: 24, height: 24 }), h("strong", {}, "Coachlog"), h("span", { class: "bar-about" }, "playground")),
      h("div", { class: "bar-clock", role: "group", "aria-label": "Clock" }, this.now, hour, duty),
      h("div", { class: "bar-tools", role: "group", "aria-label": "Tools" }, this.faults, this.beside, this.inspect));
    this.show();
    setInterval(() => this.show(), BEAT);
  }

  show() {
    const { clock, panes, rules } = this.shell;
    const now = clock.now();
    this.day.textContent = show(now, clock.zone, { weekday: "short", month: "short", day: "numeric" });
    this.time.textContent = show(now, clock.zone, { hour: "numeric", minute: "2-digit" });
    this.short.textContent = show(now, clock.zone, { timeZoneName: "short" }).split(", ").at(-1);
    this.beside.setAttribute("aria-pressed", String((panes?.length ?? 1) > 1));
    const standing = (rules ?? []).filter((rule) => !rule.count || (rule.struck ?? 0) < rule.count).length;
    this.faults.badge.hidden = !standing;
    this.faults.badge.textContent = String(standing);
    this.faults.classList.toggle("tool-alarm", Boolean(standing));
    this.refreshFaults?.();
  }

  #choose() {
    const hung = openPanel(this.now, "Turn the clock", clockPanel(this.shell, () => hung.close()), { align: "start" });
  }

  #faults() {
    const { node, refresh } = faultsPanel(this.shell);
    this.refreshFaults = refresh;
    openPanel(this.faults, "Faults", node, { onClose: () => (this.refreshFaults = null) });
  }
}
