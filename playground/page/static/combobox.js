// One combobox for every menu to choose from: static or asked from the app, one or many, with type-ahead.
// Follows the ARIA combobox pattern: focus stays in the input, aria-activedescendant walks the list.
import { debounce, h, put, uid } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { Listbox } from "./listbox.js";
import { hang } from "./popup.js";

const WAIT = 180;

export class Combobox {
  /**
   * spec: {data, names (aria attributes), placeholder, multi, max, clearable, minQuery, chosen: [choice],
   *        load(query) -> [{label, choices}] or a promise of it, remote, free(text) -> choice|null, onChange(choices), wrong}
   * A choice is {key, text, description?, value}.
   */
  constructor(spec) {
    this.spec = spec;
    this.chosen = [...(spec.chosen ?? [])];
    this.turn = 0;
    this.ask = spec.remote ? debounce(() => this.#load(), WAIT) : () => this.#load();
    const listId = uid("list");
    this.list = new Listbox(listId, spec.multi, (choice) => this.#pick(choice));
    this.input = h("input", {
      ...spec.names, type: "text", role: "combobox", class: "combo-input", autocomplete: "off", spellcheck: "false", data: spec.data,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, "aria-haspopup": "listbox",
    });
    this.chips = h("span", { class: "chips" });
    this.clear = iconButton("close", "Clear", { class: "combo-clear", on: { click: () => this.#set([]) } });
    this.node = h("div", { class: `combo${spec.multi ? " combo-multi" : ""}` }, this.chips, this.input, this.clear, h("span", { class: "combo-arrow" }, icon("chevron", 16)));
    this.#listen();
    this.#paint();
  }

  #listen() {
    const { input, node } = this;
    input.addEventListener("click", () => this.open());
    input.addEventListener("input", () => (this.open(), this.ask()));
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#leave());
    node.addEventListener("mousedown", (event) => {
      if (event.target === input || event.target.closest("button")) return;
      event.preventDefault();
      input.focus();
      this.open();
    });
  }

  open() {
    if (this.hung) return;
    if (!this.spec.multi && this.input.value === (this.chosen[0]?.text ?? "")) this.input.select();
    this.list.mark(this.chosen.map((choice) => choice.key));
    this.hung = hang(this.node, this.list.node, { wide: true, onClose: () => this.#closed() });
    this.input.setAttribute("aria-expanded", "true");
    this.#load();
  }

  shut() {
    this.hung?.close();
  }

  #closed() {
    this.hung = null;
    this.turn += 1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    if (!this.spec.multi) this.#paint();
  }

  /** What was typed, unless it is just the shown choice. */
  get query() {
    const text = this.input.value.trim();
    return !this.spec.multi && text === (this.chosen[0]?.text ?? "") ? "" : text;
  }

  async #load() {
    this.turn += 1;
    const { turn } = this;
    const { minQuery = 0, remote } = this.spec;
    if (this.query.length < minQuery) return this.#say(`Type at least ${minQuery} ${minQuery === 1 ? "character" : "characters"} to search.`);
    if (remote) this.#say("Searching…");
    try {
      const groups = await this.spec.load(this.query);
      if (turn === this.turn && this.hung) this.#show(groups);
    } catch {
      if (turn === this.turn) this.#say("The choices could not be loaded. Type again to try once more.");
    }
    return null;
  }

  #say(words) {
    this.list.say(words);
    this.#follow();
  }

  #show(groups) {
    const full = this.spec.multi && this.chosen.length >= (this.spec.max ?? Infinity);
    this.list.show(groups, this.chosen.map((choice) => choice.key), "No matches", full);
    this.#follow();
  }

  #follow() {
    this.hung?.place();
    const id = this.list.activeId();
    if (id) this.input.setAttribute("aria-activedescendant", id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const { key } = event;
    const writes = key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (writes && !this.hung) this.open(); // what is typed replaces the shown choice
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!this.hung) this.open();
      else this.list.move(key === "ArrowDown" ? 1 : -1);
      this.#follow();
    } else if (key === "Enter" && this.hung) {
      event.preventDefault();
      event.stopPropagation();
      if (this.list.active) this.#pick(this.list.active);
      else this.#typed();
    } else if (key === "Backspace" && this.spec.multi && !this.input.value && this.chosen.length) {
      this.#set(this.chosen.slice(0, -1));
    } else if (key === "Tab") {
      this.#typed();
      this.shut();
    }
  }

  /** Text that is itself an answer (a time) is taken when the person leaves or presses Enter. */
  #typed() {
    const choice = this.query ? this.spec.free?.(this.query) : null;
    if (choice) this.#set([choice]);
    return Boolean(choice);
  }

  #leave() {
    if (!this.spec.multi && !this.#typed()) this.#paint();
    else if (this.spec.multi) this.input.value = "";
    this.shut();
  }

  #pick(choice) {
    const at = this.chosen.findIndex((one) => one.key === choice.key);
    if (!this.spec.multi) {
      this.#set([choice]);
      this.shut();
    } else if (at >= 0) this.#set(this.chosen.filter((_, i) => i !== at));
    else if (this.chosen.length < (this.spec.max ?? Infinity)) this.#set([...this.chosen, choice]);
    this.input.focus();
  }

  #set(chosen) {
    const same = JSON.stringify(chosen.map((c) => c.key)) === JSON.stringify(this.chosen.map((c) => c.key));
    this.chosen = chosen;
    if (this.spec.multi) this.input.value = "";
    this.#paint();
    if (!same) this.spec.onChange(chosen);
    if (this.hung && this.spec.multi) this.#load();
  }

  /** Show other choices without telling anyone (a refused change). */
  restore(chosen) {
    this.chosen = [...chosen];
    this.#paint();
  }

  #paint() {
    const { multi, placeholder, clearable } = this.spec;
    if (multi) put(this.chips, this.chosen.map((choice) => this.#chip(choice)));
    else this.input.value = this.chosen[0]?.text ?? "";
    this.input.placeholder = multi && this.chosen.length ? "" : (placeholder ?? "Choose");
    this.clear.hidden = multi || !clearable || !this.chosen.length;
  }

  #chip(choice) {
    const remove = () => {
      this.#set(this.chosen.filter((one) => one.key !== choice.key));
      this.input.focus();
    };
    return h("span", { class: "chip", data: { chip: choice.key } }, h("span", {}, choice.text), iconButton("close", `Remove ${choice.text}`, { class: "chip-x", on: { click: remove } }));
  }
}
