// Slack's mrkdwn as DOM nodes: code, quotes, emphasis, links, mentions, dates. Entities are undone in text nodes only.
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { broadcast, channelMention, dateNode, link, unescape, userMention } from "./inline.js";

const ANGLE = /<([^<>\n]+)>/;
const MARKS = [
  ["`", "code"],
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
];

function special(body, label, ctx) {
  const date = /^date\^(-?\d+)\^([^^]*)(?:\^(.+))?$/.exec(body);
  if (date) return dateNode(date[1], unescape(date[2]), ctx, unescape(label), date[3] && unescape(date[3]));
  if (/^(channel|here|everyone)$/.test(body)) return broadcast(body);
  if (body.startsWith("subteam^")) return h("span", { class: "mention" }, unescape(label) || `@${body.slice(8)}`);
  return `<!${body}>`;
}

function angle(inside, ctx) {
  const cut = inside.indexOf("|");
  const target = cut < 0 ? inside : inside.slice(0, cut);
  const label = cut < 0 ? "" : inside.slice(cut + 1);
  if (target.startsWith("@")) return userMention(target.slice(1), ctx, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), ctx, label);
  if (target.startsWith("!")) return special(target.slice(1), label, ctx);
  return link(unescape(target), unescape(label));
}

const wordy = (letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter);

/** Where the first marked run begins and ends, or null. */
function firstMark(text) {
  for (let start = 0; start < text.length; start += 1) {
    const mark = MARKS.find(([sign]) => sign === text[start]);
    if (!mark || wordy(text[start - 1]) || /\s/.test(text[start + 1] ?? " ")) continue;
    for (let end = text.indexOf(mark[0], start + 2); end > 0; end = text.indexOf(mark[0], end + 1)) {
      if (text.slice(start, end).includes("\n")) break;
      if (!/\s/.test(text[end - 1]) && !wordy(text[end + 1])) return { start, end, sign: mark[0], tag: mark[1] };
    }
  }
  return null;
}

function marked(text, ctx) {
  const found = firstMark(text);
  if (!found) return [withEmoji(unescape(text))];
  const inside = text.slice(found.start + 1, found.end);
  const body = found.tag === "code" ? [unescape(inside.replace(HELD, (_, n) => ctx.heldText(n)))] : inline(inside, ctx);
  return [...held(text.slice(0, found.start), ctx), h(found.tag, {}, body), ...inline(text.slice(found.end + 1), ctx)];
}

// Angle forms are set aside before emphasis is looked for, so that a "*" or "_" inside an address stays an address.
const HELD = /\ue000(\d+)\ue001/g;

function held(text, ctx) {
  const out = [];
  let last = 0;
  for (const match of text.matchAll(HELD)) {
    out.push(withEmoji(unescape(text.slice(last, match.index))), angle(ctx.heldText(match[1]).slice(1, -1), ctx));
    last = match.index + match[0].length;
  }
  out.push(withEmoji(unescape(text.slice(last))));
  return out;
}

function inline(text, ctx) {
  const found = firstMark(text);
  return found ? marked(text, ctx) : held(text, ctx);
}

function setAside(text) {
  const kept = [];
  const clean = text.replace(/[\ue000\ue001]/g, "");
  const out = clean.replace(new RegExp(ANGLE, "g"), (whole) => {
    kept.push(whole);
    return `\ue000${kept.length - 1}\ue001`;
  });
  return { out, kept };
}

/** One run of text without quotes or fences. */
function inlineNodes(text, ctx) {
  const { out, kept } = setAside(text);
  return inline(out, { ...ctx, heldText: (n) => kept[Number(n)] ?? "" });
}

const ITEM = /^(\s*)([•◦▪–-]|\d+[.)])\s+(.*)$/;

function lineNode(line, ctx) {
  const item = ITEM.exec(line);
  if (!item) return h("div", { class: "line" }, line ? inlineNodes(line, ctx) : h("br"));
  const depth = String(Math.min(4, Math.floor(item[1].length / 2)));
  return h("div", { class: "line line-item", style: { "--depth": depth } }, h("span", { class: "line-mark" }, `${item[2]} `), inlineNodes(item[3], ctx));
}

function paragraphs(text, ctx) {
  const out = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (!quoted) quote = null;
    else if (!quote) out.push((quote = h("blockquote", {})));
    if (quoted) quote.append(lineNode(quoted[1], ctx));
    else out.push(lineNode(line, ctx));
  }
  return out;
}

/** Whole mrkdwn text: fences, quotes, lines. */
export function mrkdwn(text, ctx) {
  const out = [];
  String(text ?? "").split("```").forEach((part, index, all) => {
    const fenced = index % 2 === 1 && index < all.length - 1;
    if (fenced) out.push(h("pre", {}, unescape(part.replace(/^\n|\n$/g, ""))));
    else if (part.trim() || all.length === 1) out.push(...paragraphs(trimAround(part, index, all.length, index % 2 === 1), ctx));
  });
  return out;
}

function trimAround(part, index, count, unclosed) {
  let text = unclosed ? `\`\`\`${part}` : part;
  if (index > 0 && !unclosed) text = text.replace(/^\n/, "");
  if (index < count - 1) text = text.replace(/\n$/, "");
  return text;
}

/** A text object of Block Kit: mrkdwn or plain_text. */
export function textObject(text, ctx) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, ctx);
  return [h("span", { class: "plain" }, withEmoji(text.text))];
}

/** What a screen reader or a notification says of a mrkdwn text. */
export function plainWords(text, ctx) {
  return h("div", {}, mrkdwn(text ?? "", ctx)).textContent.replace(/\s+/g, " ").trim();
}
