// The inspector: every call of the app and every delivery to it, newest first, each with what was asked and answered.
import { clockTime, show } from "./dates.js";
import { h, put, reconcile } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { jsonTree } from "./json.js";

const KEPT = 1_000;
const SHOWN = 200;
const KINDS = [["all", "All"], ["call", "Calls"], ["delivery", "Deliveries"], ["wrong", "Refused"]];

const isCall = (entry) => entry.type === "call";
const good = (entry) => (isCall(entry) ? entry.ok : entry.outcome === "accepted");
const title = (entry) => (isCall(entry) ? entry.method : entry.kind);

function outcome(entry) {
  if (!isCall(entry)) return `${entry.outcome}${entry.attempt ? `, attempt ${entry.attempt + 1}` : ""}`;
  if (!entry.ok) return entry.answer?.error ?? "refused";
  return entry.seen === false ? "ok, answer lost" : "ok";
}

/** What the entry is about, in a few words. */
function about(entry) {
  const { args = {}, payload = {} } = entry;
  if (isCall(entry)) return [args.channel, args.user, args.user_id].find((text) => typeof text === "string") ?? "";
  return payload.command ? `${payload.command} ${payload.text ?? ""}` : (payload.event?.type ?? payload.actions?.[0]?.action_id ?? payload.view?.callback_id ?? payload.callback_id ?? payload.action_id ?? "");
}

export class Inspector {
  constructor(node, shell) {
    this.node = node;
    this.shell = shell;
    this.entries = new Map();
    this.kind = "all";
    this.query = "";
    this.build();
    node.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
  }

  build() {
    const close = iconButton("close", "Close the inspector", { data: { testid: "inspector-close" }, on: { click: () => this.toggle(false) } });
    const filter = h("input", { type: "search", class: "text-input", placeholder: "Filter by name or content", "aria-label": "Filter by name or content", data: { testid: "inspector-filter" } });
    filter.addEventListener("input", () => (this.query = filter.value.toLowerCase(), this.draw()));
    this.kinds = h("div", { class: "segments", role: "group", "aria-label": "Which entries" });
    this.list = h("ul", { class: "entries", "aria-label": "Calls and deliveries", data: { testid: "entries" } });
    this.detail = h("div", { class: "entry-detail", data: { testid: "entry-detail" }, tabIndex: 0, role: "region", "aria-label": "Details" });
    put(this.node, h("header", { class: "inspector-head" }, h("h2", {}, "Inspector"), this.kinds, filter, close), h("div", { class: "inspector-cols" }, this.list, this.detail));
  }

  /** What happened before this page was opened. */
  async load() {
    try {
      const answer = await fetch("/control/journal?since=0");
      if (!answer.ok) return;
      const told = await answer.json();
      for (const entry of told.entries ?? told) this.#keep(entry);
      this.draw();
    } catch (problem) {
      console.warn("The inspector starts without history:", problem);
    }
  }

  #keep(entry) {
    this.entries.set(entry.seq, entry);
    if (this.entries.size > KEPT) this.entries.delete(Math.min(...this.entries.keys()));
  }

  add(entry) {
    if (this.entries.has(entry.seq)) return;
    this.#keep(entry);
    if (this.node.hidden || this.due) return;
    this.due = requestAnimationFrame(() => {
      this.due = 0;
      this.draw();
    });
  }

  toggle(open = this.node.hidden) {
    this.node.hidden = !open;
    document.body.classList.toggle("inspecting", open);
    this.shell.bar.inspect.setAttribute("aria-pressed", String(open));
    if (open) this.draw();
    else this.shell.bar.inspect.focus();
  }

  #fits(entry) {
    const byKind = this.kind === "all" || (this.kind === "wrong" ? !good(entry) : entry.type === this.kind);
    return byKind && (!this.query || JSON.stringify(entry).toLowerCase().includes(this.query));
  }

  draw() {
    if (this.node.hidden) return;
    put(this.kinds, KINDS.map(([kind, words]) => h("button", { type: "button", class: "segment", "aria-pressed": String(kind === this.kind), data: { testid: `kind-${kind}` }, on: { click: () => (this.kind = kind, this.draw()) } }, words)));
    const shown = [...this.entries.values()].sort((a, b) => b.seq - a.seq).filter((entry) => this.#fits(entry)).slice(0, SHOWN);
    if (!shown.some((entry) => entry.seq === this.chosen)) this.chosen = shown[0]?.seq;
    reconcile(this.list, shown.map((entry) => ({ key: entry.seq, sig: String(entry.seq === this.chosen), make: () => this.#row(entry) })));
    if (!shown.length) reconcile(this.list, [{ key: "none", sig: "", make: () => h("li", { class: "quiet entries-none" }, "Nothing yet. Whatever the app asks or is told appears here.") }]);
    this.#describe(this.entries.get(this.chosen));
  }

  #row(entry) {
    const choose = () => {
      this.chosen = entry.seq;
      this.draw();
    };
    const here = entry.seq === this.chosen;
    const time = clockTime(new Date(entry.at), this.shell.clock.zone);
    const button = h("button", { type: "button", class: `entry${here ? " here" : ""}`, "aria-current": here ? "true" : null, data: { value: String(entry.seq), seq: String(entry.seq), kind: title(entry) }, on: { click: choose } },
      h("span", { class: `way way-${entry.type}`, title: isCall(entry) ? "The app calls" : "Delivered to the app" }, icon(isCall(entry) ? "back" : "forward", 14)),
      h("span", { class: "entry-words" }, h("span", { class: "entry-name" }, title(entry)), h("span", { class: "entry-about" }, about(entry))),
      h("span", { class: `status ${good(entry) ? "status-good" : "status-bad"}` }, outcome(entry)), h("span", { class: "entry-time" }, time));
    return h("li", {}, button);
  }

  #describe(entry) {
    if (this.described === entry?.seq && entry) return;
    this.described = entry?.seq;
    if (!entry) return put(this.detail);
    const asked = isCall(entry) ? ["Arguments", entry.args] : ["Payload", entry.payload];
    const answered = isCall(entry) ? ["Answer", entry.answer] : [`Answer, HTTP ${entry.status || "none"}`, entry.body];
    const copy = (value) => h("button", { type: "button", class: "text-button", on: { click: () => navigator.clipboard?.writeText(JSON.stringify(value, null, 2)) } }, "Copy");
    const part = ([words, value]) => h("section", {}, h("h3", {}, words, copy(value)), jsonTree(value));
    const when = show(new Date(entry.at), this.shell.clock.zone, { dateStyle: "medium", timeStyle: "long" });
    return put(this.detail, h("p", { class: "entry-head" }, h("strong", {}, title(entry)), h("span", { class: "quiet" }, `#${entry.seq} · ${entry.team_id} · ${when}`)), h("div", { class: "entry-parts" }, part(asked), part(answered)));
  }
}
