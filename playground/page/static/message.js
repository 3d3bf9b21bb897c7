// One message: who, when, what, and what can be done with it.
import { drawBlocks } from "./blocks.js";
import { clockTime, show } from "./dates.js";
import { h, put } from "./dom.js";
import { emoji, OFFERED } from "./emoji.js";
import { messageFile } from "./files.js";
import { avatar, icon, iconButton } from "./icons.js";
import { mrkdwn, plainWords } from "./mrkdwn.js";
import { count } from "./numbers.js";
import { ownItems } from "./own.js";
import { hang, openMenu, unhang } from "./popup.js";
import { messageSurface } from "./surface.js";

export const instant = (ts) => new Date(Number(ts) * 1000);

/** The person or app that speaks. */
export function author(message, pane) {
  const person = pane.person(message.user) ?? pane.people.find((one) => message.bot_id && one.bot_id === message.bot_id);
  const app = message.bot_id && (pane.apps[0] ?? {});
  if (person) return message.username ? { ...person, real_name: message.username } : person;
  return { id: message.user ?? message.bot_id, real_name: message.username || app?.name || "Unknown", is_bot: Boolean(message.bot_id) };
}

function attachments(message, surface) {
  return (message.attachments ?? []).map((one) => {
    const body = one.blocks ? drawBlocks(h("div", {}), one.blocks, surface) : h("div", {}, one.title ? h("strong", {}, one.title) : null, mrkdwn(one.text ?? one.fallback ?? "", surface));
    return h("div", { class: "attachment" }, body);
  });
}

/** An app's blocks stand for its text; of what people type, the text is the message. */
const speaks = (message) => message.blocks?.length && (message.bot_id || !message.text);

/** The inside of a message: blocks, or the text where there are none. */
function content(message, surface) {
  const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
  const blocks = speaks(message) ? drawBlocks(h("div", { class: "blocks" }), message.blocks, surface) : null;
  const text = blocks || !message.text ? null : h("div", { class: "message-text" }, mrkdwn(message.text, surface));
  return [text, blocks, attachments(message, surface), (message.files ?? []).map(messageFile), edited];
}

function reactionPill(pane, channel, message, reaction) {
  const mine = (reaction.users ?? []).includes(pane.me?.id);
  const names = (reaction.users ?? []).map((id) => pane.person(id)?.real_name ?? id).join(", ");
  const turn = () => pane.send({ do: "react", channel, ts: message.ts, name: reaction.name, ...(mine ? { remove: true } : {}) });
  const label = `${reaction.name.replaceAll("_", " ")}, ${count(reaction.count ?? reaction.users.length, "reaction")}: ${names}`;
  return h("button", { type: "button", class: "reaction", "aria-pressed": String(mine), "aria-label": label, title: names, data: { reaction: reaction.name }, on: { click: turn } },
    h("span", { "aria-hidden": "true" }, emoji(reaction.name)), " ", String(reaction.count ?? reaction.users.length));
}

function openReactions(pane, channel, message, anchor) {
  if (unhang(anchor)) return;
  const panel = h("div", { class: "emoji-grid", role: "menu", "aria-label": "React" });
  const hung = hang(anchor, panel, { align: "end", onClose: () => anchor.focus() });
  const add = (name) => () => {
    pane.send({ do: "react", channel, ts: message.ts, name });
    hung.close();
  };
  panel.append(...OFFERED.map((name) => h("button", { type: "button", role: "menuitem", class: "emoji-choice", "aria-label": name.replaceAll("_", " "), data: { emoji: name }, on: { click: add(name) } }, emoji(name))));
  panel.addEventListener("keydown", (event) => walk(event, [...panel.children]));
  hung.place();
  panel.firstChild.focus();
}

function walk(event, items) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 6, ArrowUp: -6 }[event.key];
  if (!step) return;
  event.preventDefault();
  items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
}

function moreItems(pane, channel, message, { anchor, threads }) {
  const general = [
    { label: "React", data: { testid: "more-react" }, run: () => openReactions(pane, channel, message, anchor) },
    ...(threads ? [{ label: "Reply in thread", data: { testid: "more-thread" }, run: () => pane.openThread(channel, message.thread_ts ?? message.ts) }] : []),
  ];
  const shortcuts = pane.shortcuts.filter((one) => one.type === "message").map((one) => ({
    label: one.name, hint: one.description, data: { shortcut: one.callback_id },
    run: () => pane.send({ do: "message_shortcut", callback_id: one.callback_id, channel, ts: message.ts }),
  }));
  const copy = { label: "Copy the text", data: { testid: "copy-text" }, run: () => navigator.clipboard?.writeText(plainWords(message.text, messageSurface(pane, channel, message))) };
  return [...general, ...shortcuts, copy, ...ownItems(pane, channel, message)];
}

function tools(pane, channel, message, threads) {
  if (message.ephemeral) return null;
  const react = iconButton("smile", "React", { data: { testid: "react" } });
  react.addEventListener("click", () => openReactions(pane, channel, message, react));
  const reply = threads ? iconButton("reply", "Reply in thread", { data: { testid: "open-thread" }, on: { click: () => pane.openThread(channel, message.thread_ts ?? message.ts) } }) : null;
  const more = iconButton("more", "More actions", { "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "message-more" } });
  more.addEventListener("click", () => openMenu(more, "Message actions", moreItems(pane, channel, message, { anchor: more, threads }), { align: "end" }));
  return h("div", { class: "message-tools", role: "group", "aria-label": "Act on this message" }, react, reply, more);
}

function replies(pane, channel, message, list) {
  if (!list?.length) return null;
  const people = [...new Set(list.map((one) => one.user ?? one.bot_id))].slice(0, 3);
  const last = clockTime(instant(list.at(-1).ts), pane.zone);
  const open = () => pane.openThread(channel, message.ts);
  return h("button", { type: "button", class: "thread-link", data: { testid: "thread-link" }, on: { click: open } },
    people.map((id) => avatar(author(list.find((one) => (one.user ?? one.bot_id) === id), pane), 22)),
    h("strong", {}, count(list.length, "reply", "replies")), h("span", { class: "quiet" }, `Last at ${last}`));
}

function privateLine(pane, channel, message) {
  const dismiss = h("button", { type: "button", class: "text-button", data: { testid: "dismiss" }, on: { click: () => pane.dismiss(channel, message.ts) } }, "Dismiss");
  return [h("div", { class: "private-line" }, icon("eye", 14), "Only visible to you"), dismiss];
}

/** options: compact (same author as before), list (the thread's replies), inThread. */
export function messageNode(pane, channel, message, { compact = false, list = null, inThread = false } = {}) {
  const who = author(message, pane);
  const at = instant(message.ts);
  const surface = messageSurface(pane, channel, message, pane.valuesOf(message, channel));
  const time = h("time", { class: "message-time", datetime: at.toISOString(), title: show(at, pane.zone, { dateStyle: "full", timeStyle: "short" }) }, clockTime(at, pane.zone));
  const name = h("span", { class: "message-name" }, who.real_name || who.name);
  const badge = who.is_bot ? h("span", { class: "app-badge" }, "APP") : null;
  const head = compact ? null : h("div", { class: "message-head" }, name, badge, time);
  const reactions = message.reactions?.length ? h("div", { class: "reactions" }, message.reactions.map((one) => reactionPill(pane, channel, message, one))) : null;
  const [mark, dismiss] = message.ephemeral ? privateLine(pane, channel, message) : [];
  const look = ["message", compact && "message-compact", message.ephemeral && "message-private"].filter(Boolean).join(" ");
  const label = `${who.real_name || who.name}, ${clockTime(at, pane.zone)}`;
  const gutter = compact ? h("div", { class: "message-gutter" }, put(time, clockTime(at, pane.zone).replace(/ [AP]M$/, ""))) : h("div", { class: "message-gutter" }, avatar(who, 36));
  const body = h("div", { class: "message-body" }, mark, head, content(message, surface), dismiss, reactions, inThread ? null : replies(pane, channel, message, list));
  return h("article", { class: look, tabIndex: -1, "aria-label": label, data: { channel, ts: message.ts, ...(message.ephemeral ? { ephemeral: "true" } : {}) } }, gutter, body, tools(pane, channel, message, !inThread));
}
