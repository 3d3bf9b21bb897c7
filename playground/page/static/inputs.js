// Input blocks: label, element, hint, and the error that stands under the field.
import { h, put, uid } from "./dom.js";
import { drawElement } from "./elements.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";

const GROUPS = new Set(["checkboxes", "radio_buttons", "datepicker", "datetimepicker", "rich_text_input"]);

export function inputBlock(block, ctx) {
  const ids = { label: uid("label"), field: uid("field"), hint: uid("hint"), error: uid("error") };
  const words = [withEmoji(block.label?.text ?? ""), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const native = !GROUPS.has(block.element?.type);
  const label = h(native ? "label" : "div", { id: ids.label, class: "input-label", for: native ? ids.field : null }, words);
  const hint = block.hint ? h("div", { id: ids.hint, class: "input-hint" }, withEmoji(block.hint.text)) : null;
  const error = h("div", { id: ids.error, class: "input-error", hidden: true, data: { testid: "field-error" } });
  const names = {
    input: true, optional: Boolean(block.optional), id: ids.field, labelledby: ids.label,
    describedby: hint ? `${ids.error} ${ids.hint}` : ids.error, changed: () => setError(error, ""),
  };
  return [label, block.element ? drawElement(block.element, block, ctx, names) : null, error, hint];
}

function setError(slot, words) {
  const block = slot.closest(".block-input");
  slot.hidden = !words;
  put(slot, words ? [icon("warn", 15), h("span", {}, words)] : []);
  block?.classList.toggle("has-error", Boolean(words));
  for (const control of block?.querySelectorAll("[data-action-id]") ?? []) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

/** Put each error under its field; `move` to the first one. Answers those whose field is not on the view. */
export function showErrors(root, errors, move) {
  const lost = { ...errors };
  let first = null;
  for (const block of root.querySelectorAll(".block-input")) {
    const words = errors?.[block.dataset.blockId] ?? "";
    delete lost[block.dataset.blockId];
    setError(block.querySelector(".input-error"), words);
    if (words && !first) first = block;
  }
  if (!move) return lost;
  first?.scrollIntoView({ block: "nearest" });
  first?.querySelector("[data-action-id]")?.focus({ preventScroll: true });
  return lost;
}
