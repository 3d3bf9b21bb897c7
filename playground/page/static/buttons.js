// Buttons and overflow menus.
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { iconButton } from "./icons.js";
import { openMenu } from "./popup.js";

const STYLES = { primary: " button-primary", danger: " button-danger" };
const WEB = /^https?:/i;

function pressed(slot) {
  const { element } = slot;
  return slot.tell({ type: "button", value: element.value, text: element.text });
}

export function button(slot) {
  const { element } = slot;
  const words = withEmoji(element.text?.text ?? "");
  const props = { class: `button${STYLES[element.style] ?? ""}`, data: slot.data, "aria-label": element.accessibility_label };
  if (element.url && WEB.test(element.url)) {
    return h("a", { ...props, href: element.url, target: "_blank", rel: "noopener noreferrer", on: { click: () => pressed(slot) } }, words);
  }
  return h("button", { ...props, type: "button", on: { click: () => pressed(slot) } }, words);
}

function chooseOption(slot, option) {
  if (option.url && WEB.test(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
  slot.tell({ type: "overflow", selected_option: option });
}

export function overflow(slot) {
  const { element } = slot;
  const items = (element.options ?? []).map((option) => ({
    label: withEmoji(option.text?.text ?? ""), hint: option.description?.text, data: { value: option.value }, run: () => chooseOption(slot, option),
  }));
  const label = slot.element.accessibility_label ?? "More actions";
  const node = iconButton("dots", label, { class: "overflow", "aria-haspopup": "menu", "aria-expanded": "false", data: slot.data });
  node.addEventListener("click", () => openMenu(node, label, items, { align: "end" }));
  return node;
}
