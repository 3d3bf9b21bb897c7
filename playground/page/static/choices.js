// Checkboxes and radio buttons, in a named group.
import { h, uid } from "./dom.js";
import { textObject } from "./mrkdwn.js";

function row(slot, type, name, option, checked, onChange) {
  const id = uid("choice");
  const hint = option.description ? uid("about") : null;
  const box = h("input", { id, type, name, checked, value: option.value, "aria-describedby": hint, data: { ...slot.data, value: option.value }, on: { change: onChange } });
  const words = h("label", { for: id }, textObject(option.text, slot.ctx));
  const about = option.description ? h("div", { class: "choice-hint", id: hint }, textObject(option.description, slot.ctx)) : null;
  return { box, node: h("div", { class: "choice" }, box, h("div", { class: "choice-words" }, words, about)) };
}

function group(slot, role, rows) {
  const aria = { ...slot.aria("Choices"), "aria-required": role === "radiogroup" ? slot.aria()["aria-required"] : null };
  return h("div", { ...aria, role, class: "choices" }, rows.map((one) => one.node));
}

export function checkboxes(slot) {
  const options = slot.element.options ?? [];
  const chosen = () => slot.value?.selected_options ?? [];
  const has = (option) => chosen().some((one) => one.value === option.value);
  const told = async () => {
    const selected = options.filter((_, i) => rows[i].box.checked);
    if (!(await slot.tell({ type: "checkboxes", selected_options: selected }))) rows.forEach((one, i) => (one.box.checked = has(options[i])));
  };
  const rows = options.map((option) => row(slot, "checkbox", "", option, has(option), told));
  return group(slot, "group", rows);
}

export function radioButtons(slot) {
  const options = slot.element.options ?? [];
  const name = uid("radio");
  const is = (option) => slot.value?.selected_option?.value === option.value;
  const told = (option) => async () => {
    if (!(await slot.tell({ type: "radio_buttons", selected_option: option }))) rows.forEach((one, i) => (one.box.checked = is(options[i])));
  };
  const rows = options.map((option) => row(slot, "radio", name, option, is(option), told(option)));
  return group(slot, "radiogroup", rows);
}
