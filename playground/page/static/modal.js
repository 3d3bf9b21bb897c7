// The stack of up to three views one person has open; the top one is drawn, the others keep what was typed.
import { drawBlocks } from "./blocks.js";
import { focusFirst, openDialog } from "./dialog.js";
import { h, put } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { showErrors } from "./inputs.js";
import { viewSurface } from "./surface.js";
import { checkView } from "./validate.js";
import { Values } from "./values.js";

/** The blocks of a view that are not what they were. */
function changedBlocks(before, after) {
  const known = new Map((before?.blocks ?? []).map((block) => [block.block_id, JSON.stringify(block)]));
  return after.blocks.filter((block) => known.get(block.block_id) !== JSON.stringify(block)).map((block) => block.block_id);
}

export class ModalStack {
  constructor(pane) {
    this.pane = pane;
    this.values = new Map();
    this.stack = [];
  }

  get top() {
    return this.stack.at(-1) ?? null;
  }

  /** What the server says of the stack now. */
  update({ stack, errors = null, trouble = null, busy = false }) {
    const before = new Map(this.stack.map((view) => [view.id, view]));
    this.stack = stack ?? [];
    this.#forget();
    if (!this.top) return this.#shut();
    for (const view of this.stack) this.#valuesOf(view).refresh(view.state, changedBlocks(before.get(view.id), view));
    this.#draw();
    this.#busy(busy);
    this.#answer(errors, trouble);
    return null;
  }

  #valuesOf(view) {
    if (!this.values.has(view.id)) this.values.set(view.id, new Values(view.state, this.pane.channelAt()));
    return this.values.get(view.id);
  }

  #forget() {
    const open = new Set(this.stack.map((view) => view.id));
    for (const id of this.values.keys()) if (!open.has(id)) this.values.delete(id);
  }

  #shut() {
    this.dialog?.close();
    this.dialog = null;
    this.shown = null;
  }

  #open() {
    const back = iconButton("back", "Back", { class: "dialog-back", data: { testid: "modal-back" }, on: { click: () => this.#close(false) } });
    this.banner = h("div", { class: "banner", role: "alert", hidden: true, data: { testid: "modal-trouble" } });
    this.blocks = h("div", { class: "blocks modal-blocks" });
    this.dialog = openDialog(this.pane.root, {
      title: "", testid: "modal", before: back, body: [this.banner, this.blocks], closable: true,
      onEscape: () => this.#close(false), onClose: () => this.#close(true),
    });
    this.back = back;
    this.dialog.node.addEventListener("keydown", (event) => this.#key(event));
  }

  #draw() {
    const view = this.top;
    const fresh = this.shown !== view.id;
    if (!this.dialog) this.#open();
    const { dialog } = this;
    dialog.node.dataset.viewId = view.id;
    dialog.node.dataset.callbackId = view.callback_id ?? "";
    dialog.title.textContent = view.title?.text ?? "";
    this.back.hidden = this.stack.length < 2;
    dialog.box.classList.toggle("dialog-pushed", this.stack.length > 1);
    if (fresh) this.#begin(view);
    drawBlocks(this.blocks, view.blocks, viewSurface(this.pane, view, this.#valuesOf(view)));
    this.#foot(view);
    this.shown = view.id;
    if (fresh) {
      dialog.body.scrollTop = 0;
      focusFirst(dialog.node, dialog.box);
    }
  }

  /** A view seen for the first time: new blocks; menus that start at the current conversation say so. */
  #begin(view) {
    const blocks = h("div", { class: "blocks modal-blocks", data: { testid: "modal-blocks" } });
    this.blocks.replaceWith(blocks);
    this.blocks = blocks;
    const values = this.#valuesOf(view);
    const surface = viewSurface(this.pane, view, values);
    for (const block of view.blocks.filter((one) => one.element?.default_to_current_conversation)) {
      const value = values.current(block, block.element);
      if (value) surface.state(block, block.element, value, false);
    }
  }

  #foot(view) {
    const closeWords = view.close?.text ?? (view.submit ? "Cancel" : "Close");
    const close = h("button", { type: "button", class: "button", data: { testid: "modal-cancel" }, on: { click: () => this.#close(false) } }, closeWords);
    this.submit = view.submit
      ? h("button", { type: "button", class: "button button-primary", data: { testid: "modal-submit" }, on: { click: () => this.#submit() } }, view.submit.text)
      : null;
    const had = this.dialog.foot.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    put(this.dialog.foot, close, this.submit);
    if (had) this.dialog.foot.querySelector(`[data-testid="${had}"]`)?.focus();
  }

  #busy(busy) {
    this.waiting = busy;
    this.dialog.box.setAttribute("aria-busy", String(Boolean(busy)));
    if (this.submit) this.submit.setAttribute("aria-disabled", String(Boolean(busy)));
  }

  #answer(errors, trouble) {
    const lost = errors ? showErrors(this.dialog.body, errors, this.asked) : {};
    if (!this.waiting) this.asked = false;
    const words = trouble ?? Object.values(lost).join(" ");
    this.banner.hidden = !words;
    put(this.banner, words ? [icon("warn"), h("span", {}, words)] : []);
    if (words) this.banner.scrollIntoView({ block: "nearest" });
  }

  #key(event) {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || !this.submit) return;
    const { target } = event;
    const line = target.matches("input.text-input:not([type=search])");
    if (!line && !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    if (this.waiting) return;
    const view = this.top;
    const errors = checkView(view, this.#valuesOf(view));
    this.asked = true;
    if (errors) return this.#answer(errors, null);
    this.#busy(true);
    this.#answer({}, null);
    this.pane.send({ do: "submit", view_id: view.id });
    return null;
  }

  #close(all) {
    const view = all ? this.stack[0] : this.top;
    this.pane.send({ do: "close", view_id: view.id, all });
  }
}
