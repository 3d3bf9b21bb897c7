// Where a person writes: Enter sends, "/" completes commands, "@" people; the shortcuts hang from the plus.
import { h, uid } from "./dom.js";
import { avatar, icon, iconButton } from "./icons.js";
import { Listbox } from "./listbox.js";
import { hang, openMenu } from "./popup.js";

const MOST_SHOWN = 8;

export class Composer {
  /** spec: {channel() -> id, threadTs() -> ts|null, label, testid, onSend(), commands: whether it takes them; a thread doesn't} */
  constructor(pane, spec) {
    this.pane = pane;
    this.spec = spec;
    this.mentions = new Map();
    const listId = uid("complete");
    const hint = `Enter sends · Shift Enter starts a line${spec.commands ? " · / for commands" : ""}`;
    this.list = new Listbox(listId, false, (choice) => this.#complete(choice));
    this.area = h("textarea", {
      class: "composer-text", rows: 1, role: "combobox", "aria-label": spec.label, "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
      data: { testid: spec.testid }, autocomplete: "off",
    });
    this.sendButton = iconButton("send", "Send now", { class: "composer-send", data: { testid: `${spec.testid}-send` }, on: { click: () => this.#send() } });
    this.plus = iconButton("plus", "Shortcuts", { "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: `${spec.testid}-shortcuts` }, on: { click: () => this.#shortcuts() } });
    this.node = h("div", { class: "composer" }, h("div", { class: "composer-box" }, this.area,
      h("div", { class: "composer-row" }, this.plus, h("span", { class: "composer-hint" }, hint), this.sendButton)));
    this.area.addEventListener("input", () => (this.#ready(), this.#suggest()));
    this.area.addEventListener("keydown", (event) => this.#key(event));
    this.area.addEventListener("blur", () => this.hung?.close());
    this.#ready();
  }

  setPlaceholder(words) {
    this.area.placeholder = words;
    this.area.setAttribute("aria-label", words);
  }

  #ready() {
    this.sendButton.disabled = !this.area.value.trim();
  }

  #commands(typed) {
    const wanted = typed.toLowerCase();
    return this.pane.commands.filter((one) => one.command.toLowerCase().startsWith(wanted))
      .map((one) => ({ key: one.command, text: `${one.command} ${one.usage_hint ?? ""}`.trim(), description: one.description, fill: `${one.command} `, node: icon("bolt") }));
  }

  #people(typed) {
    const wanted = typed.toLowerCase();
    return this.pane.people.filter((one) => !one.deleted && `${one.real_name} ${one.name}`.toLowerCase().includes(wanted)).slice(0, MOST_SHOWN)
      .map((one) => ({ key: one.id, text: one.real_name || one.name, description: one.title || null, mention: one, node: avatar(one, 22) }));
  }

  /** What the text before the cursor could become. */
  #candidates() {
    const before = this.area.value.slice(0, this.area.selectionStart);
    if (this.spec.commands && /^\/\S*$/.test(before)) return { from: 0, choices: this.#commands(before) };
    const at = /(?:^|\s)@([\p{L}\p{N} ._-]{0,30})$/u.exec(before);
    return at ? { from: before.length - at[1].length - 1, choices: this.#people(at[1]) } : { from: 0, choices: [] };
  }

  #suggest() {
    const { from, choices } = this.#candidates();
    this.from = from;
    if (!choices.length) return this.hung?.close();
    if (!this.hung) this.hung = hang(this.node.firstChild, this.list.node, { wide: true, onClose: () => this.#closed() });
    this.list.show([{ label: "", choices }], [], "");
    this.area.setAttribute("aria-expanded", "true");
    this.area.setAttribute("aria-activedescendant", this.list.activeId());
    this.hung.place();
    return null;
  }

  #closed() {
    this.hung = null;
    this.area.setAttribute("aria-expanded", "false");
    this.area.removeAttribute("aria-activedescendant");
  }

  #complete(choice) {
    const cursor = this.area.selectionStart;
    const words = choice.fill ?? `@${choice.text} `;
    if (choice.mention) this.mentions.set(`@${choice.text}`, choice.mention.id);
    this.area.setRangeText(words, this.from, cursor, "end");
    this.hung?.close();
    this.#ready();
    this.area.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (this.hung && ["ArrowDown", "ArrowUp"].includes(key)) {
      event.preventDefault();
      this.list.move(key === "ArrowDown" ? 1 : -1);
      this.area.setAttribute("aria-activedescendant", this.list.activeId());
    } else if (this.hung && (key === "Tab" || (key === "Enter" && !this.#whole()))) {
      event.preventDefault();
      this.#complete(this.list.active);
    } else if (key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#send();
    }
  }

  /** Whether the typed word is a command already, so that Enter sends it. */
  #whole() {
    return this.list.active?.fill?.trim() === this.area.value.trim();
  }

  #send() {
    const text = this.area.value.trim();
    if (!text) return;
    const channel = this.spec.channel();
    const thread = this.spec.threadTs();
    if (text.startsWith("/") && !thread) this.pane.send({ do: "command", text, channel });
    else this.pane.send({ do: "say", channel, text: this.#mentioned(text), ...(thread ? { thread_ts: thread } : {}) });
    this.spec.onSend();
    this.area.value = "";
    this.hung?.close();
    this.#ready();
    this.area.focus();
  }

  #mentioned(text) {
    let out = text;
    for (const [words, id] of this.mentions) out = out.replaceAll(words, `<@${id}>`);
    return out;
  }

  #shortcuts() {
    const items = this.pane.shortcuts.filter((one) => one.type === "global").map((one) => ({
      label: one.name, hint: one.description, data: { shortcut: one.callback_id },
      run: () => this.pane.send({ do: "shortcut", callback_id: one.callback_id, channel: this.spec.channel() }),
    }));
    const commands = this.pane.commands.map((one) => ({ label: one.command, hint: one.description, data: { command: one.command }, run: () => this.#complete({ fill: `${one.command} `, text: "" }) }));
    this.from = 0;
    openMenu(this.plus, "Shortcuts", [...items, ...commands], { title: "Shortcuts and commands" });
  }
}
