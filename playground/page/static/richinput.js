// A basic rich text field: bold, italic, strike, code and lists; its value is a rich_text object.
import { h, put } from "./dom.js";
import { iconButton } from "./icons.js";
import { richText } from "./richtext.js";

const TOOLS = [
  ["bold", "Bold", "bold"],
  ["italic", "Italic", "italic"],
  ["strike", "Strikethrough", "strikeThrough"],
  ["bullets", "Bulleted list", "insertUnorderedList"],
  ["list", "Numbered list", "insertOrderedList"],
];
const STYLE_OF = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const LINES = new Set(["DIV", "P", "BLOCKQUOTE"]);

function textLeaf(text, style) {
  const leaf = { type: "text", text };
  return Object.keys(style).length ? { ...leaf, style } : leaf;
}

function leavesOf(node, style, out) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data) out.push(textLeaf(node.data.replaceAll("\u00a0", " "), style));
  } else if (node.nodeName === "BR") out.push(textLeaf("\n", style));
  else {
    const mine = STYLE_OF[node.nodeName] ? { ...style, [STYLE_OF[node.nodeName]]: true } : style;
    for (const child of node.childNodes) leavesOf(child, mine, out);
  }
  return out;
}

function listOf(node, indent) {
  const element = { type: "rich_text_list", style: node.nodeName === "OL" ? "ordered" : "bullet", indent, border: 0, elements: [] };
  const out = [element];
  for (const item of node.children) {
    const inner = [...item.childNodes].filter((child) => !["UL", "OL"].includes(child.nodeName));
    element.elements.push({ type: "rich_text_section", elements: inner.flatMap((child) => leavesOf(child, {}, [])) });
    for (const child of item.querySelectorAll(":scope > ul, :scope > ol")) out.push(...listOf(child, indent + 1));
  }
  return out;
}

/** The rich_text object for what the field holds, or null where nothing was typed. */
function serialize(field) {
  const elements = [];
  let run = null;
  const section = () => {
    if (!run) elements.push((run = { type: "rich_text_section", elements: [] }));
    return run.elements;
  };
  for (const node of field.childNodes) {
    if (node.nodeName === "UL" || node.nodeName === "OL") {
      elements.push(...listOf(node, 0));
      run = null;
    } else {
      if (LINES.has(node.nodeName) && run) section().push({ type: "text", text: "\n" });
      section().push(...leavesOf(node, {}, []));
    }
  }
  const object = { type: "rich_text", elements: elements.filter((one) => one.elements.length) };
  return field.textContent.trim() ? object : null;
}

function pastePlain(event) {
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
}

export function richTextInput(slot) {
  const { element } = slot;
  const field = h("div", {
    ...slot.aria("Text"), class: "text-input rich-input", contenteditable: "true", role: "textbox", "aria-multiline": "true", tabIndex: 0,
    "data-placeholder": element.placeholder?.text, data: { ...slot.data, ...(element.focus_on_load ? { autofocus: "true" } : {}) },
  });
  if (slot.value?.rich_text_value) put(field, richText(slot.value.rich_text_value, slot.ctx));
  const tell = () => {
    field.classList.toggle("empty", !field.textContent.trim());
    slot.tell({ type: "rich_text_input", rich_text_value: serialize(field) }, "on_character_entered");
  };
  const tools = TOOLS.map(([name, label, command]) =>
    iconButton(name, label, { on: { mousedown: (event) => event.preventDefault(), click: () => (field.focus(), document.execCommand(command), tell()) } }));
  field.addEventListener("input", tell);
  field.addEventListener("paste", pastePlain);
  field.classList.toggle("empty", !field.textContent.trim());
  return h("div", { class: "rich-field" }, h("div", { class: "rich-tools", role: "toolbar", "aria-label": "Formatting" }, tools), field);
}
