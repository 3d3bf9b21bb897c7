// JSON as an indented, foldable, coloured tree of text nodes.
import { h } from "./dom.js";

const DEEP = 3;
const MANY = 40;

const plain = (value) => h("span", { class: `json-${value === null ? "null" : typeof value}` }, JSON.stringify(value));
const name = (key) => (key === null ? [] : [h("span", { class: "json-key" }, key), ": "]);

function branch(key, value, depth) {
  const list = Array.isArray(value);
  const entries = list ? value.map((item) => [null, item]) : Object.entries(value);
  const [open, close] = list ? ["[", "]"] : ["{", "}"];
  if (!entries.length) return h("div", { class: "json-row" }, name(key), `${open}${close}`);
  const size = h("span", { class: "json-size" }, ` ${entries.length} `);
  const inside = h("div", { class: "json-inside" }, entries.map(([inner, item]) => node(inner, item, depth + 1)));
  const details = h("details", { class: "json-branch" }, h("summary", {}, name(key), open, size, close), inside);
  details.open = depth < DEEP && entries.length <= MANY;
  return details;
}

function node(key, value, depth) {
  if (value !== null && typeof value === "object") return branch(key, value, depth);
  return h("div", { class: "json-row" }, name(key), plain(value));
}

export const jsonTree = (value) => h("div", { class: "json", data: { testid: "json" } }, node(null, value ?? null, 0));
