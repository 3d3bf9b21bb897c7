// Block Kit blocks as DOM nodes. Each block is one element that carries data-block-id; surfaces call drawBlocks.
import { card, carousel, container, contextActions } from "./cards.js";
import { chart } from "./charts.js";
import { dataTable, table } from "./tables.js";
import { h, reconcile } from "./dom.js";
import { drawElement } from "./elements.js";
import { icon } from "./icons.js";
import { inputBlock } from "./inputs.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./richtext.js";

function section(block, ctx) {
  const text = block.text ? h("div", { class: "section-text" }, textObject(block.text, ctx)) : null;
  const fields = block.fields?.length
    ? h("div", { class: "section-fields" }, block.fields.map((field) => h("div", { class: "section-field" }, textObject(field, ctx))))
    : null;
  const body = h("div", { class: "section-body" }, text, fields);
  if (!block.accessory) return [body];
  const side = block.accessory.type === "image" ? picture(block.accessory, "accessory-picture", ctx) : drawElement(block.accessory, block, ctx, {});
  return [body, h("div", { class: `accessory accessory-${block.accessory.type}` }, side)];
}

function contextBlock(block, ctx) {
  return (block.elements ?? []).map((element) =>
    element.type === "image" ? picture(element, "context-picture", ctx) : h("span", { class: "context-text" }, textObject(element, ctx)),
  );
}

function imageBlock(block, ctx) {
  const title = block.title ? h("figcaption", {}, textObject(block.title, ctx)) : null;
  return [h("figure", {}, title, picture(block, "picture", ctx))];
}

function actions(block, ctx) {
  return (block.elements ?? []).map((element) => drawElement(element, block, ctx, {}));
}

const ALERTS = { info: "info", success: "check", warning: "warn", error: "warn", default: "info" };

function alertBlock(block, ctx) {
  const level = ALERTS[block.level] ? block.level : "default";
  const role = level === "error" || level === "warning" ? "alert" : "status";
  return [h("div", { class: `alert alert-${level}`, role }, icon(ALERTS[level]), h("div", {}, textObject(block.text, ctx)))];
}

function headerBlock(block, ctx) {
  return [h("div", { class: "header-text", role: "heading", "aria-level": "3" }, textObject(block.text, ctx))];
}

function fileBlock(block) {
  return [h("span", { class: "file-chip" }, icon("file"), block.external_id ?? "File")];
}

function video(block, ctx) {
  const title = h("strong", {}, textObject(block.title, ctx));
  return [h("div", { class: "card" }, title, block.description ? h("div", {}, textObject(block.description, ctx)) : null)];
}

const STATUS = { pending: "Waiting", in_progress: "In progress", complete: "Done", error: "Failed" };

function taskCard(block) {
  return [h("div", { class: "card task-card" }, h("strong", {}, block.title ?? ""), h("span", { class: "tag" }, STATUS[block.status] ?? block.status))];
}

function plan(block) {
  return [h("strong", {}, block.title ?? "Plan"), ...(block.tasks ?? []).flatMap((task) => taskCard(task))];
}

const KINDS = {
  section, context: contextBlock, image: imageBlock, actions, alert: alertBlock, header: headerBlock, file: fileBlock, video, plan, card, carousel,
  table, container: (block, ctx) => container(block, ctx, drawBlock), task_card: taskCard, input: inputBlock, context_actions: contextActions,
  divider: () => [h("hr", { class: "divider" })],
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  data_table: dataTable,
  data_visualization: chart,
};

export function drawBlock(block, ctx) {
  const draw = KINDS[block.type];
  const parts = draw ? draw(block, ctx) : [h("p", { class: "unknown" }, `A “${block.type}” block (not drawn here).`)];
  return h("div", { class: `block block-${block.type}`, data: { blockId: block.block_id, blockType: block.type } }, parts);
}

/** Draw the blocks into the node, keeping those that did not change. */
export function drawBlocks(node, blocks, ctx) {
  const seen = new Map();
  const items = (blocks ?? []).filter(Boolean).map((block) => {
    const name = block.block_id ?? block.type;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return { key: `${name}#${seen.get(name)}`, sig: JSON.stringify(block), make: () => drawBlock(block, ctx) };
  });
  reconcile(node, items);
  return node;
}
