// table and data_table: real tables with header cells; the data_table sorts, filters and pages.
import { h, put, uid } from "./dom.js";
import { icon } from "./icons.js";
import { richText, richWords } from "./richtext.js";

const isNumber = (cell) => cell?.type === "raw_number";

function cellNodes(cell, ctx) {
  if (!cell) return [];
  if (cell.type === "rich_text") return richText(cell, ctx);
  return [String(cell.text ?? cell.value ?? "")];
}

function cellWords(cell, ctx) {
  if (!cell) return "";
  return cell.type === "rich_text" ? richWords(cell, ctx) : String(cell.text ?? cell.value ?? "");
}

function look(setting, cell) {
  const align = setting?.align ?? (isNumber(cell) ? "right" : "left");
  return { class: setting?.is_wrapped ? "wrapped" : null, style: { "text-align": align } };
}

function scrollable(label, node) {
  return h("div", { class: "table-scroll", role: "region", "aria-label": label, tabIndex: 0 }, node);
}

/** A table block: its first row heads the columns. */
export function table(block, ctx) {
  const settings = block.column_settings ?? [];
  const [head = [], ...rest] = block.rows ?? [];
  const cell = (tag, scope) => (value, i) => h(tag, { ...look(settings[i], value), ...scope }, cellNodes(value, ctx));
  return [
    scrollable("Table", h("table", { class: "table" },
      h("thead", {}, h("tr", {}, head.map(cell("th", { scope: "col" })))),
      h("tbody", {}, rest.map((row) => h("tr", {}, row.map(cell("td", {}))))))),
  ];
}

function compare(column, numeric, ctx) {
  if (numeric) return (a, b) => a[column].value - b[column].value;
  return (a, b) => cellWords(a[column], ctx).localeCompare(cellWords(b[column], ctx), "en-US", { sensitivity: "base" });
}

class DataTable {
  constructor(block, ctx) {
    this.block = block;
    this.ctx = ctx;
    [this.head = [], ...this.rows] = block.rows ?? [];
    this.numeric = this.head.map((_, i) => this.rows.length > 0 && this.rows.every((row) => isNumber(row[i])));
    this.size = block.page_size ?? 5;
    this.rowHeader = block.row_header_column_index ?? 0;
    this.page = 0;
    this.sort = null;
    this.query = "";
    this.build();
  }

  build() {
    this.heads = this.head.map((cell, i) => this.headCell(cell, i));
    this.body = h("tbody", {});
    this.status = h("span", { class: "table-status", role: "status" });
    const caption = uid("caption");
    const filter = h("input", { type: "search", class: "text-input table-filter", placeholder: "Filter rows", "aria-label": `Filter rows of ${this.block.caption}`, data: { testid: "table-filter" } });
    filter.addEventListener("input", () => this.show({ query: filter.value.toLowerCase(), page: 0 }));
    this.before = this.pager("Previous", -1);
    this.after = this.pager("Next", 1);
    const grid = h("table", { class: "table", "aria-labelledby": caption }, h("thead", {}, h("tr", {}, this.heads)), this.body);
    this.node = h("div", { class: "data-table" },
      h("div", { class: "table-top" }, h("div", { class: "table-caption", id: caption }, this.block.caption ?? ""), this.rows.length > 5 ? filter : null),
      scrollable(this.block.caption ?? "Table", grid),
      h("div", { class: "table-foot" }, this.status, this.rows.length > this.size ? h("span", {}, this.before, this.after) : null));
    this.show({});
  }

  pager(label, step) {
    return h("button", { type: "button", class: "button button-small", data: { testid: `table-${label.toLowerCase()}` }, on: { click: () => this.show({ page: this.page + step }) } }, label);
  }

  headCell(cell, i) {
    const button = h("button", { type: "button", class: "sort", data: { testid: `sort-${i}` }, on: { click: () => this.turn(i) } }, cellNodes(cell, this.ctx), icon("sort", 14));
    return h("th", { scope: "col", class: this.numeric[i] ? "numeric" : null }, button);
  }

  turn(column) {
    const down = this.sort?.column === column && this.sort.way === 1;
    this.show({ sort: { column, way: down ? -1 : 1 }, page: 0 });
  }

  chosen() {
    let rows = this.rows;
    if (this.query) rows = rows.filter((row) => row.some((cell) => cellWords(cell, this.ctx).toLowerCase().includes(this.query)));
    if (!this.sort) return rows;
    const order = compare(this.sort.column, this.numeric[this.sort.column], this.ctx);
    return [...rows].sort((a, b) => order(a, b) * this.sort.way);
  }

  show(change) {
    Object.assign(this, change);
    const rows = this.chosen();
    const start = this.page * this.size;
    put(this.body, rows.slice(start, start + this.size).map((row) => this.row(row)));
    const end = Math.min(start + this.size, rows.length);
    this.status.textContent = rows.length ? `${start + 1}–${end} of ${rows.length}` : "No rows match.";
    this.before.disabled = start === 0;
    this.after.disabled = end >= rows.length;
    this.heads.forEach((node, i) => this.mark(node, i));
  }

  mark(node, i) {
    const way = this.sort?.column === i ? this.sort.way : 0;
    node.setAttribute("aria-sort", ["descending", "none", "ascending"][way + 1]);
    node.querySelector(".icon").replaceWith(icon(["down", "sort", "up"][way + 1], 14));
  }

  row(row) {
    const cell = (value, i) => {
      const props = { class: this.numeric[i] ? "numeric" : null };
      return i === this.rowHeader ? h("th", { ...props, scope: "row" }, cellNodes(value, this.ctx)) : h("td", props, cellNodes(value, this.ctx));
    };
    return h("tr", {}, row.map(cell));
  }
}

export const dataTable = (block, ctx) => [new DataTable(block, ctx).node];
