// The standard Markdown that markdown blocks carry, as DOM nodes: enough of it for messages, and never HTML.
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./inline.js";

const INLINE = [
  [/`([^`]+)`/, (m) => h("code", {}, m[1])],
  [/!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], m[1] || "image")],
  [/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (m) => link(m[2], m[1])],
  [/<((?:https?:|mailto:)[^>\s]+)>/, (m) => link(m[1])],
  [/(\*\*|__)(?=\S)(.+?\S|\S)\1/, (m) => h("strong", {}, spans(m[2]))],
  [/~~(?=\S)(.+?)~~/, (m) => h("s", {}, spans(m[1]))],
  [/(?<![\w*])\*(?=\S)([^*\n]+?)\*(?!\w)|(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)/, (m) => h("em", {}, spans(m[1] ?? m[2]))],
];

function spans(text) {
  let best = null;
  for (const [pattern, make] of INLINE) {
    const match = pattern.exec(text);
    if (match && (!best || match.index < best.match.index)) best = { match, make };
  }
  if (!best) return [withEmoji(text.replace(/\\([\\`*_{}[\]()#+.!~>-])/g, "$1"))];
  const { match, make } = best;
  return [...spans(text.slice(0, match.index)), make(match), ...spans(text.slice(match.index + match[0].length))];
}

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*?)#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const QUOTE = /^\s*>\s?(.*)$/;
const TABLE_LINE = /^\s*\|?(\s*:?-+:?\s*\|)+\s*:?-*:?\s*\|?\s*$/;

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function takeFence(lines) {
  lines.shift();
  const body = [];
  while (lines.length && !FENCE.test(lines[0])) body.push(lines.shift());
  lines.shift();
  return h("pre", {}, body.join("\n"));
}

function takeQuote(lines) {
  const body = [];
  while (lines.length && QUOTE.test(lines[0])) body.push(QUOTE.exec(lines.shift())[1]);
  return h("blockquote", {}, blocksOf(body));
}

function task(text) {
  const match = /^\[([ xX])\]\s+(.*)$/.exec(text);
  if (!match) return spans(text);
  const done = match[1] !== " ";
  return [h("input", { type: "checkbox", checked: done, disabled: true, "aria-label": done ? "done" : "open" }), " ", ...spans(match[2])];
}

function takeList(lines) {
  const [, indent, mark] = ITEM.exec(lines[0]);
  const node = h(/\d/.test(mark) ? "ol" : "ul", /\d/.test(mark) ? { start: parseInt(mark, 10) } : {});
  while (lines.length) {
    const match = ITEM.exec(lines[0]);
    if (match && match[1].length > indent.length && node.lastChild) node.lastChild.append(takeList(lines));
    else if (match && match[1].length === indent.length) node.append(h("li", {}, task((lines.shift(), match[3]))));
    else break;
  }
  return node;
}

function takeTable(lines) {
  const head = cells(lines.shift());
  const align = cells(lines.shift()).map((cell) => (/:$/.test(cell) ? (/^:/.test(cell) ? "center" : "right") : "left"));
  const row = (tag, values) => h("tr", {}, head.map((_, i) => h(tag, { style: { "text-align": align[i] ?? "left" } }, spans(values[i] ?? ""))));
  const body = [];
  while (lines.length && lines[0].includes("|")) body.push(row("td", cells(lines.shift())));
  return h("div", { class: "table-scroll" }, h("table", { class: "table" }, h("thead", {}, row("th", head)), h("tbody", {}, body)));
}

function takeParagraph(lines) {
  const body = [];
  while (lines.length && lines[0].trim() && !starts(lines)) body.push(lines.shift());
  if (!body.length) body.push(lines.shift());
  return h("p", {}, body.flatMap((line, i) => (i ? [h("br"), ...spans(line)] : spans(line))));
}

function heading(lines) {
  const [, signs, text] = HEADING.exec(lines.shift());
  return h("div", { class: `md-heading md-heading-${signs.length}`, role: "heading", "aria-level": String(signs.length + 2) }, spans(text.trim()));
}

const KINDS = [
  [(lines) => FENCE.test(lines[0]), takeFence],
  [(lines) => HEADING.test(lines[0]), heading],
  [(lines) => RULE.test(lines[0]), (lines) => (lines.shift(), h("hr", { class: "divider" }))],
  [(lines) => QUOTE.test(lines[0]), takeQuote],
  [(lines) => ITEM.test(lines[0]), takeList],
  [(lines) => lines[0].includes("|") && TABLE_LINE.test(lines[1] ?? ""), takeTable],
];

const starts = (lines) => KINDS.some(([is]) => is(lines));

function blocksOf(source) {
  const lines = [...source];
  const out = [];
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else out.push((KINDS.find(([is]) => is(lines))?.[1] ?? takeParagraph)(lines));
  }
  return out;
}

export const markdown = (text) => blocksOf(String(text ?? "").split("\n"));
