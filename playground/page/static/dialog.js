// Modal dialogs of one pane. What lies under a dialog is inert; Tab stays inside; Escape and ✕ ask to close;
// the focus returns to where it was. The other pane goes on undisturbed.
import { h, tabbables, uid } from "./dom.js";
import { iconButton } from "./icons.js";
import { keepInside } from "./popup.js";

function remember(layer) {
  const active = document.activeElement;
  return layer.contains(active) ? active : null;
}

function giveBack(layer, node) {
  if (node?.isConnected && !node.closest("[inert]")) node.focus();
  else if (document.activeElement === document.body) tabbables(layer)[0]?.focus({ preventScroll: true });
}

/**
 * Open a dialog over the layer. Answers {node, box, body, title, foot, close}.
 * spec: title, body, footer, role, small, testid, onEscape, closable (show ✕), before (nodes before the title).
 */
export function openDialog(layer, spec) {
  const came = remember(layer);
  const under = [...layer.children].filter((child) => !child.inert && !child.classList.contains("toasts"));
  const titleId = uid("title");
  const title = h("h2", { id: titleId, class: "dialog-title" }, spec.title);
  const closing = spec.onEscape ?? (() => {});
  const x = spec.closable ? iconButton("close", "Close", { class: "dialog-x", data: { testid: `${spec.testid}-close` }, on: { click: spec.onClose ?? closing } }) : null;
  const body = h("div", { class: "dialog-body" }, spec.body);
  const foot = h("footer", { class: "dialog-foot" }, spec.footer ?? []);
  const head = h("header", { class: "dialog-head" }, spec.before ?? null, title, x);
  const box = h("div", { class: `dialog-box${spec.small ? " dialog-small" : ""}`, tabIndex: -1 }, head, body, foot);
  const node = h("div", { class: "dialog", role: spec.role ?? "dialog", "aria-modal": "true", "aria-labelledby": titleId, data: { layer: "", testid: spec.testid } }, box);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      closing();
    } else keepInside(event, node);
  });
  for (const child of under) child.inert = true;
  layer.append(node);
  focusFirst(node, box);
  const close = () => {
    node.remove();
    for (const child of under) child.inert = false;
    giveBack(layer, came);
  };
  return { node, box, body, title, foot, head, close };
}

/** Focus what asks for it, else the first field of the body, else the box itself. */
export function focusFirst(node, box) {
  const wanted = node.querySelector("[data-autofocus]") ?? tabbables(node.querySelector(".dialog-body"))[0];
  (wanted ?? tabbables(node.querySelector(".dialog-foot")).at(-1) ?? box).focus({ preventScroll: true });
}
