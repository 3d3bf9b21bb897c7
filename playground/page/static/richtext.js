// rich_text blocks: sections, lists, quotes and preformatted runs, each leaf a text node or a known piece.
import { dateTokens } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, dateNode, link, userMention } from "./inline.js";

const TAGS = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"]];

const LEAVES = {
  text: (leaf) => leaf.text,
  link: (leaf) => link(leaf.url, leaf.text),
  user: (leaf, ctx) => userMention(leaf.user_id, ctx),
  channel: (leaf, ctx) => channelMention(leaf.channel_id, ctx),
  usergroup: (leaf) => h("span", { class: "mention" }, `@${leaf.usergroup_id}`),
  broadcast: (leaf) => broadcast(leaf.range),
  emoji: (leaf) => emoji(leaf.name),
  color: (leaf) => h("code", {}, leaf.value),
  date: (leaf, ctx) => dateNode(leaf.timestamp, leaf.format, ctx, leaf.fallback, leaf.url),
};

function leafNode(leaf, ctx) {
  let node = LEAVES[leaf.type]?.(leaf, ctx) ?? leaf.text ?? "";
  for (const [style, tag] of TAGS) if (leaf.style?.[style]) node = h(tag, {}, node);
  return node;
}

const leaves = (element, ctx) => (element.elements ?? []).map((leaf) => leafNode(leaf, ctx));
const bordered = (element) => (element.border ? "rich-bordered" : null);

function list(element, ctx) {
  const ordered = element.style === "ordered";
  const indent = Number(element.indent ?? 0);
  const look = { class: `rich-list rich-list-${ordered ? "ordered" : "bullet"}`, style: { "--depth": String(indent) }, data: { depth: indent % 3 } };
  const start = ordered && element.offset ? { start: element.offset + 1 } : {};
  return h(ordered ? "ol" : "ul", { ...look, ...start }, (element.elements ?? []).map((item) => h("li", {}, leaves(item, ctx))));
}

const PARTS = {
  rich_text_section: (element, ctx) => h("div", { class: "rich-section" }, leaves(element, ctx)),
  rich_text_quote: (element, ctx) => h("blockquote", {}, leaves(element, ctx)),
  rich_text_preformatted: (element, ctx) => h("pre", { class: bordered(element) }, leaves(element, ctx)),
  rich_text_list: list,
};

/** The nodes of a rich_text object (block, table cell or submitted value). */
export function richText(object, ctx) {
  return (object?.elements ?? []).map((element) => PARTS[element.type]?.(element, ctx) ?? h("div", {}, leaves(element, ctx)));
}

/** The words of a rich_text object, for sorting and for screen readers. */
export function richWords(object, ctx) {
  const words = (node) => {
    if (node.type === "date") return dateTokens(new Date(node.timestamp * 1000), node.format ?? "{date_short}", ctx.zone, ctx.now());
    return node.text ?? node.url ?? (node.elements ?? []).map(words).join(node.type === "rich_text" ? " " : "");
  };
  return words(object ?? {});
}
