// Cards, carousels, containers and the small actions under a message.
import { h, uid } from "./dom.js";
import { drawElement } from "./elements.js";
import { icon, iconButton } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./richtext.js";

const asText = (value, ctx) => (typeof value === "string" ? [value] : textObject(value, ctx));
const part = (name, value, ctx) => (value ? h("div", { class: name }, asText(value, ctx)) : null);

/** The inside of a card block; also one card of a carousel. */
export function card(block, ctx) {
  const look = block.icon ? picture(block.icon, "card-icon", ctx) : null;
  const words = h("div", { class: "card-words" }, part("card-title", block.title, ctx), part("card-subtitle", block.subtitle, ctx));
  const buttons = (block.actions ?? []).map((element) => drawElement(element, block, ctx, {}));
  return [
    h("article", { class: "card" },
      block.hero_image ? picture(block.hero_image, "card-hero", ctx) : null,
      look || block.title || block.subtitle ? h("div", { class: "card-head" }, look, words) : null,
      part("card-body", block.body, ctx),
      part("card-subtext", block.subtext, ctx),
      buttons.length ? h("div", { class: "card-actions" }, buttons) : null),
  ];
}

export function carousel(block, ctx) {
  const cards = (block.elements ?? block.cards ?? []).map((item) => h("div", { class: "carousel-item", data: { blockId: item.block_id } }, card(item, ctx)));
  return [h("div", { class: "carousel", role: "group", "aria-label": "Cards", tabIndex: 0 }, cards)];
}

function containerTitle(block, ctx) {
  const title = block.rich_text_title ? richText(block.rich_text_title, ctx) : asText(block.title ?? "", ctx);
  return [h("span", { class: "container-title" }, title), part("container-subtitle", block.subtitle, ctx)];
}

export function container(block, ctx, drawBlock) {
  const id = uid("container");
  const children = block.child_blocks ?? block.blocks ?? block.elements ?? [];
  const body = h("div", { id, class: "container-body" }, children.map((child) => drawBlock(child, ctx)));
  const width = `container container-${block.width ?? "standard"}`;
  if (!block.is_collapsible) return [h("section", { class: width }, h("div", { class: "container-head" }, containerTitle(block, ctx)), body)];
  const toggle = h("button", { type: "button", class: "container-head container-toggle", "aria-controls": id, data: { testid: "container-toggle" } },
    icon("chevron"), h("span", { class: "container-words" }, containerTitle(block, ctx)));
  const set = (open) => {
    toggle.setAttribute("aria-expanded", String(open));
    body.hidden = !open;
  };
  toggle.addEventListener("click", () => set(body.hidden));
  set(!block.default_collapsed);
  return [h("section", { class: width }, toggle, body)];
}

function feedback(element, block, ctx) {
  const one = (side, sign) => {
    const value = element[side];
    if (!value) return null;
    const press = () => ctx.act(block, element, { type: "feedback_buttons", value: value.value, text: value.text });
    const label = value.accessibility_label ?? value.text?.text ?? side;
    return h("button", { type: "button", class: "button button-small", "aria-label": label, data: { blockId: block.block_id, actionId: element.action_id }, on: { click: press } }, sign);
  };
  return [one("positive_button", element.positive_button?.text?.text ?? "Helpful"), one("negative_button", element.negative_button?.text?.text ?? "Not helpful")];
}

function smallAction(element, block, ctx) {
  if (element.type === "feedback_buttons") return feedback(element, block, ctx);
  const label = element.accessibility_label ?? element.text?.text ?? element.icon ?? "Action";
  const press = () => ctx.act(block, element, { type: "icon_button", value: element.value });
  return iconButton("close", label, { data: { blockId: block.block_id, actionId: element.action_id }, on: { click: press } });
}

export const contextActions = (block, ctx) => (block.elements ?? []).map((element) => smallAction(element, block, ctx));
