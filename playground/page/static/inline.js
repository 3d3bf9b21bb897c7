// Pieces of text that every notation shares: links, mentions, dates, broadcasts.
import { dateTokens, show } from "./dates.js";
import { h } from "./dom.js";

const SAFE = /^(https?:|mailto:|tel:)/i;

/** A link that opens elsewhere; an address of another kind is shown as words only. */
export function link(url, label) {
  const text = label || String(url).replace(/^(mailto|tel):/i, "");
  if (!SAFE.test(url)) return h("span", { class: "dead-link" }, text);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", class: "link" }, text);
}

export function userMention(id, ctx, label) {
  const person = ctx.person(id);
  const name = person?.real_name || person?.name || label || id;
  const mine = id === ctx.me?.id ? " mention-me" : "";
  return h("span", { class: `mention${mine}`, data: { user: id } }, `@${name}`);
}

export function channelMention(id, ctx, label) {
  const name = ctx.channel(id)?.name || label;
  if (!ctx.isIn(id)) return h("span", { class: "mention" }, name ? `#${name}` : "private channel");
  return h("button", { type: "button", class: "mention", data: { channelLink: id }, on: { click: () => ctx.go?.(id) } }, `#${name}`);
}

export const broadcast = (range) => h("span", { class: "mention mention-me" }, `@${range}`);

/** A date shown in the reader's zone, with the full instant as its tip. */
export function dateNode(unix, format, ctx, fallback, url) {
  const date = new Date(Number(unix) * 1000);
  if (Number.isNaN(date.getTime())) return fallback || "";
  const words = dateTokens(date, format || "{date_short} {time}", ctx.zone, ctx.now());
  const tip = show(date, ctx.zone, { dateStyle: "full", timeStyle: "long" });
  return h("time", { datetime: date.toISOString(), title: tip, class: "date" }, url ? link(url, words) : words);
}

export const unescape = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
