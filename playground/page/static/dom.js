// Building DOM nodes. Text from people only ever becomes text nodes; nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "disabled", "indeterminate", "hidden", "inert", "readOnly", "tabIndex"]);
let counter = 0;

/** A document-wide unique id for labels and descriptions. */
export function uid(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

function setProp(node, key, value) {
  if (key === "on") {
    for (const [name, fn] of Object.entries(value)) node.addEventListener(name, fn);
  } else if (key === "data") {
    for (const [name, text] of Object.entries(value)) if (text !== null && text !== undefined) node.dataset[name] = text;
  } else if (key === "style") {
    for (const [name, text] of Object.entries(value)) node.style.setProperty(name, text);
  } else if (PROPERTIES.has(key)) {
    node[key] = value;
  } else {
    node.setAttribute(key, value === true ? "" : String(value));
  }
}

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value !== null && value !== undefined && value !== false) setProp(node, key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Put these children into the node, in place of what it held. */
export function put(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const TELLING = ["blockId", "actionId", "testid", "channel", "ts", "reaction", "person", "part", "value", "team"];

/** A selector that finds the same control again after its part of the page was drawn anew. */
function selectorOf(node) {
  const attribute = (name) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const known = TELLING.filter((name) => node.dataset?.[name] !== undefined);
  return known.length ? known.map((name) => `[${attribute(name)}="${CSS.escape(node.dataset[name])}"]`).join("") : null;
}

/** Do the drawing; then give the focus back to the control that had it, if that was replaced by its like. */
function keepFocus(container, draw) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const selector = active && selectorOf(active);
  draw();
  if (!active || active.isConnected || !selector) return;
  const again = container.querySelector(selector);
  again?.focus({ preventScroll: true });
  if (selection?.[0] !== null && selection && again?.setSelectionRange && again.type !== "number") again.setSelectionRange(...selection);
}

/**
 * Bring the container to hold one node for each item, reusing nodes whose key and signature are unchanged,
 * so that focus, typed text and scroll positions inside them survive.
 */
export function reconcile(container, items) {
  keepFocus(container, () => {
    const old = container.kept ?? new Map();
    const kept = new Map();
    const present = new Set();
    let cursor = container.firstChild;
    for (const { key, sig, make } of items) {
      const before = old.get(key);
      const entry = before && before.sig === sig ? before : { sig, node: make() };
      kept.set(key, entry);
      present.add(entry.node);
      if (cursor === entry.node) cursor = cursor.nextSibling;
      else container.insertBefore(entry.node, cursor);
    }
    for (const node of [...container.childNodes]) if (!present.has(node)) node.remove();
    container.kept = kept;
  });
}

const TABBABLE = "a[href], button, input, select, textarea, [tabindex], [contenteditable=true], summary";

/** The elements inside that the Tab key reaches, in order. */
export function tabbables(root) {
  return [...root.querySelectorAll(TABBABLE)].filter(
    (node) => !node.disabled && node.tabIndex >= 0 && !node.closest("[inert]") && node.getClientRects().length > 0,
  );
}

export function debounce(fn, wait) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
}
