// What a person can do to what they wrote: edit it, or delete it.
import { confirmed } from "./confirm.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { messageSurface } from "./surface.js";

const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

function edit(pane, channel, message) {
  const area = h("textarea", { class: "text-input", rows: 5, "aria-label": "Message", data: { testid: "edit-text", autofocus: "true" } });
  area.value = unescaped(message.text);
  const shut = () => dialog.close();
  const save = () => {
    const text = area.value.trim();
    if (text) pane.send({ do: "edit", channel, ts: message.ts, text });
    shut();
  };
  const dialog = openDialog(pane.root, {
    title: "Edit message", small: true, testid: "edit", onEscape: shut, body: area,
    footer: [
      h("button", { type: "button", class: "button", on: { click: shut } }, "Cancel"),
      h("button", { type: "button", class: "button button-primary", data: { testid: "edit-save" }, on: { click: save } }, "Save"),
    ],
  });
}

const SURE = { title: { text: "Delete message" }, text: { type: "plain_text", text: "It can't be brought back." }, confirm: { text: "Delete" }, style: "danger" };

async function takeBack(pane, channel, message) {
  if (await confirmed(SURE, messageSurface(pane, channel, message))) pane.send({ do: "take_back", channel, ts: message.ts });
}

/** Menu items for a message of one's own; none for others' and for what was deleted. */
export function ownItems(pane, channel, message) {
  if (message.user !== pane.me?.id || message.bot_id || message.subtype === "tombstone") return [];
  return [
    { label: "Edit message", data: { testid: "edit-message" }, run: () => edit(pane, channel, message) },
    { label: "Delete message…", danger: true, data: { testid: "delete-message" }, run: () => takeBack(pane, channel, message) },
  ];
}
