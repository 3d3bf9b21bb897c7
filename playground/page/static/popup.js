// Small surfaces that hang from another element: lists, menus, calendars. They live in the nearest layer
// (the pane or its dialog), so that a dialog's focus trap and its reading order include them.
import { h, tabbables } from "./dom.js";

const GAP = 4;
const EDGE = 8;

function place(node, anchor, layer, { align, wide }) {
  const frame = layer.getBoundingClientRect();
  const at = anchor.getBoundingClientRect();
  if (wide) node.style.minWidth = `${at.width}px`;
  node.style.maxHeight = "";
  const size = node.getBoundingClientRect();
  const open = layer.dataset.layer === "open"; // a bar: what hangs from it may leave it
  const below = (open ? window.innerHeight : Math.min(frame.bottom, window.innerHeight)) - at.bottom - GAP - EDGE;
  const above = open ? 0 : at.top - Math.max(frame.top, 0) - GAP - EDGE;
  const up = size.height > below && above > below;
  node.style.maxHeight = `${Math.max(up ? above : below, 120)}px`;
  const height = Math.min(size.height, Math.max(up ? above : below, 120));
  const left = align === "end" ? at.right - size.width : at.left;
  const most = frame.width - size.width - EDGE;
  node.style.left = `${Math.max(EDGE, Math.min(left - frame.left, most))}px`;
  node.style.top = `${up ? at.top - frame.top - GAP - height : at.bottom - frame.top + GAP}px`;
}

const hanging = new Map();

/** Close what hangs from the anchor already; whether there was anything. */
export function unhang(anchor) {
  const close = hanging.get(anchor);
  close?.();
  return Boolean(close);
}

/**
 * Hang the node from the anchor. Closes on a press elsewhere and on Escape (which goes no further).
 * Answers {close, place}. onClose runs once, however it closes.
 */
export function hang(anchor, node, { align = "start", wide = false, onClose = null } = {}) {
  const layer = anchor.closest("[data-layer]") ?? document.body;
  const holder = h("div", { class: "popup" }, node);
  const stop = new AbortController();
  const settle = () => place(holder, anchor, layer, { align, wide });
  const close = () => {
    if (stop.signal.aborted) return;
    stop.abort();
    hanging.delete(anchor);
    holder.remove();
    onClose?.();
  };
  hanging.set(anchor, close);
  layer.append(holder);
  settle();
  const away = (event) => {
    if (!holder.contains(event.target) && !anchor.contains(event.target)) close();
  };
  const escape = (event) => {
    if (event.key !== "Escape" || !(holder.contains(event.target) || anchor.contains(event.target))) return;
    event.stopPropagation();
    event.preventDefault();
    close();
  };
  const listen = { signal: stop.signal, capture: true };
  document.addEventListener("pointerdown", away, listen);
  document.addEventListener("keydown", escape, listen);
  document.addEventListener("scroll", (event) => holder.contains(event.target) || settle(), listen);
  layer.addEventListener("animationend", settle, listen);
  window.addEventListener("resize", settle, listen);
  return { close, place: settle, holder };
}

function step(items, event) {
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return false;
  items[(to + items.length) % items.length]?.focus();
  return true;
}

function menuItem(item, close) {
  const press = () => {
    close();
    item.run();
  };
  const words = h("span", { class: "menu-words" }, h("span", {}, item.label), item.hint ? h("span", { class: "menu-hint" }, item.hint) : null);
  return h("button", { type: "button", role: "menuitem", class: `menu-item${item.danger ? " menu-danger" : ""}`, tabIndex: -1, data: item.data ?? {}, on: { click: press } }, words);
}

/** A menu of acts: arrows move, Enter acts, Escape and Tab close and give the focus back. */
export function openMenu(anchor, label, items, { align = "start", title = null } = {}) {
  if (unhang(anchor)) return null;
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label });
  anchor.setAttribute("aria-expanded", "true");
  const back = () => {
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
  };
  const hung = hang(anchor, menu, { align, onClose: back });
  const shut = () => {
    anchor.focus();
    hung.close();
  };
  menu.append(...(title ? [h("div", { class: "menu-title" }, title)] : []), ...items.map((item) => menuItem(item, shut)));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") shut();
    else if (!step([...menu.querySelectorAll("[role=menuitem]")], event)) return;
    event.preventDefault();
  });
  hung.place();
  menu.querySelector("[role=menuitem]")?.focus();
  return hung;
}

/** A small dialog that hangs from a button (faults, clock): takes the focus, Tab stays inside, Escape gives it back. */
export function openPanel(anchor, label, body, { align = "end", onClose = null } = {}) {
  if (unhang(anchor)) return null;
  const panel = h("div", { class: "panel", role: "dialog", "aria-label": label }, body);
  anchor.setAttribute("aria-expanded", "true");
  const hung = hang(anchor, panel, {
    align,
    onClose: () => {
      anchor.setAttribute("aria-expanded", "false");
      anchor.focus();
      onClose?.();
    },
  });
  panel.addEventListener("keydown", (event) => keepInside(event, panel));
  tabbables(panel)[0]?.focus();
  return hung;
}

/** Keep the Tab key inside the node. */
export function keepInside(event, node) {
  if (event.key !== "Tab") return;
  const stops = tabbables(node);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (stops.length && document.activeElement !== edge && node.contains(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
