// The list under a combobox: groups of options, one of them active.
import { h, put } from "./dom.js";
import { icon } from "./icons.js";

export class Listbox {
  constructor(id, multi, onPick) {
    this.id = id;
    this.onPick = onPick;
    this.flat = [];
    this.nodes = [];
    this.at = -1;
    this.node = h("div", { class: "listbox-frame" });
    this.box = h("div", { id, class: "listbox", role: "listbox", "aria-multiselectable": multi ? "true" : null, on: { mousedown: (event) => event.preventDefault() } });
    this.words = h("div", { class: "listbox-words", role: "status", hidden: true });
    this.node.append(this.words, this.box);
  }

  get active() {
    return this.flat[this.at] ?? null;
  }

  activeId() {
    return this.nodes[this.at]?.id ?? null;
  }

  mark(keys) {
    this.marked = new Set(keys);
  }

  /** A line in place of options. */
  say(words) {
    this.flat = [];
    this.nodes = [];
    this.at = -1;
    put(this.box);
    this.words.textContent = words;
    this.words.hidden = false;
  }

  /** full: no more may be chosen, only taken away. */
  show(groups, keys, empty, full = false) {
    this.mark(keys);
    this.full = full;
    const filled = groups.filter((group) => group.choices.length);
    if (!filled.length) return this.say(empty);
    this.words.hidden = true;
    this.words.textContent = "";
    this.flat = filled.flatMap((group) => group.choices);
    this.nodes = [];
    put(this.box, filled.map((group) => this.#group(group)));
    const marked = this.flat.findIndex((choice) => this.marked.has(choice.key));
    this.#go(Math.max(marked, 0));
    return null;
  }

  #group(group) {
    const options = group.choices.map((choice) => this.#option(choice));
    if (!group.label) return options;
    return h("div", { role: "group", "aria-label": group.label, class: "listbox-group" }, h("div", { class: "listbox-label", "aria-hidden": "true" }, group.label), options);
  }

  #option(choice) {
    const at = this.nodes.length;
    const chosen = this.marked.has(choice.key);
    const node = h("div", {
      id: `${this.id}-${at}`, role: "option", class: "option", "aria-selected": String(chosen), "aria-disabled": this.full && !chosen ? "true" : null, data: { value: choice.key },
      on: { click: () => this.onPick(choice), mousemove: () => this.at !== at && this.#go(at, false) },
    }, choice.node ?? null, h("span", { class: "option-words" }, h("span", {}, choice.text), choice.description ? h("span", { class: "option-hint" }, choice.description) : null), chosen ? icon("check", 16) : null);
    this.nodes.push(node);
    return node;
  }

  move(by) {
    if (this.flat.length) this.#go((this.at + by + this.flat.length) % this.flat.length);
  }

  #go(at, scroll = true) {
    this.nodes[this.at]?.classList.remove("option-active");
    this.at = at;
    this.nodes[at]?.classList.add("option-active");
    if (scroll) this.nodes[at]?.scrollIntoView({ block: "nearest" });
  }
}
