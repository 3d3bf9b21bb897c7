// Typed fields: one line, many lines, numbers, e-mail and web addresses.
import { h } from "./dom.js";

const NATIVE = { email_text_input: "email", url_text_input: "url" };
const MODES = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };
const NEAR_END = 0.8;

function counter(input, most) {
  const left = h("div", { class: "counter", "aria-live": "polite" });
  const show = () => {
    const rest = most - [...input.value].length;
    left.textContent = rest < 0 || rest <= most * (1 - NEAR_END) ? String(rest) : "";
    left.classList.toggle("counter-over", rest < 0);
  };
  input.addEventListener("input", show);
  show();
  return left;
}

function build(slot) {
  const { element } = slot;
  const props = {
    ...slot.aria(element.type === "number_input" ? "Number" : "Text"), class: "text-input", data: slot.data, placeholder: element.placeholder?.text,
    inputmode: MODES[element.type], value: slot.value?.value ?? "", autocomplete: "off",
  };
  if (element.focus_on_load) props.data = { ...props.data, autofocus: "true" };
  if (element.multiline) return h("textarea", { ...props, rows: 4 });
  return h("input", { ...props, type: NATIVE[element.type] ?? "text" });
}

/** Slack sends null where nothing was typed. */
const typed = (element, text) => ({ type: element.type, value: text === "" ? null : text });

/** Each character is told, unless the app wants to hear of Enter only: then Enter tells, or leaving the field. */
function telling(slot, node) {
  let told = node.value;
  const tell = (trigger) => {
    told = node.value;
    slot.tell(typed(slot.element, told), trigger);
  };
  node.addEventListener("input", () => (slot.waitsForEnter ? slot.keep(typed(slot.element, node.value)) : tell("on_character_entered")));
  node.addEventListener("change", () => node.value !== told && tell("left"));
  node.addEventListener("keydown", (event) => {
    const enters = event.key === "Enter" && (!slot.element.multiline || event.ctrlKey || event.metaKey);
    if (!enters || !slot.block.dispatch_action || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    tell("on_enter_pressed");
  });
}

export function textInput(slot) {
  const { element } = slot;
  const node = build(slot);
  telling(slot, node);
  const most = element.max_length;
  return most ? h("div", { class: "field" }, node, counter(node, most)) : node;
}
