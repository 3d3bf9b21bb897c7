// data_visualization: bar, line, area and pie, drawn as SVG, each with its numbers as words and as a table.
import { drawAxes, makeScale } from "./axes.js";
import { h, svg, uid } from "./dom.js";
import { sayNumber } from "./numbers.js";

const WIDTH = 560;
const NARROW = 280;
const GRID = 20;
const COLORS = 12;
const color = (i) => `var(--chart-${(i % COLORS) + 1})`;
const DASHES = ["", "6 3", "2 3", "8 3 2 3"];

const valueAt = (series, label) => Number(series.data.find((point) => point.label === label)?.value ?? 0);
const tip = (words) => svg("title", {}, words);

function bars(series, scale) {
  const slot = scale.step * 0.72;
  const width = slot / series.length;
  const zero = scale.y(0);
  return series.flatMap((one, s) => scale.labels.map((label, i) => {
    const value = valueAt(one, label);
    const top = scale.y(Math.max(value, 0));
    const shape = { x: scale.x(i) - slot / 2 + s * width + 0.5, y: top, width: Math.max(width - 1.5, 1), height: Math.max(Math.abs(scale.y(value) - zero), value ? 1 : 0), rx: 2, fill: color(s), class: "chart-bar" };
    return svg("rect", shape, tip(`${one.name}, ${label}: ${sayNumber(value)}`));
  }));
}

function linePath(one, scale) {
  return scale.labels.map((label, i) => `${i ? "L" : "M"}${scale.x(i).toFixed(1)} ${scale.y(valueAt(one, label)).toFixed(1)}`).join("");
}

function lines(series, scale) {
  return series.flatMap((one, s) => [
    svg("path", { d: linePath(one, scale), fill: "none", stroke: color(s), "stroke-width": 2.2, "stroke-dasharray": DASHES[s % DASHES.length], "stroke-linejoin": "round" }),
    ...scale.labels.map((label, i) =>
      svg("circle", { cx: scale.x(i), cy: scale.y(valueAt(one, label)), r: 3.2, fill: color(s), class: "chart-dot" }, tip(`${one.name}, ${label}: ${sayNumber(valueAt(one, label))}`))),
  ]);
}

function areas(series, scale) {
  const zero = scale.y(0).toFixed(1);
  const last = scale.x(scale.labels.length - 1).toFixed(1);
  const fills = series.map((one, s) => svg("path", { d: `${linePath(one, scale)}L${last} ${zero}L${scale.x(0).toFixed(1)} ${zero}Z`, fill: color(s), "fill-opacity": 0.22 }));
  return [...fills, ...lines(series, scale)];
}

const DRAW = { bar: bars, line: lines, area: areas };

function axisChart(chart, width) {
  const labels = chart.axis_config?.categories ?? chart.series?.[0]?.data.map((point) => point.label) ?? [];
  const series = chart.series ?? [];
  const values = series.flatMap((one) => labels.map((label) => valueAt(one, label)));
  const scale = makeScale(labels, values, { width, height: Math.round(150 + width * 0.2), centred: chart.type === "bar", axis: chart.axis_config ?? {} });
  return [drawAxes(scale), svg("g", {}, DRAW[chart.type](series, scale))];
}

function slice(start, end, i, words) {
  const at = (share) => [130 + 104 * Math.sin(share * 2 * Math.PI), 130 - 104 * Math.cos(share * 2 * Math.PI)].map((n) => n.toFixed(2)).join(" ");
  if (end - start > 0.9999) return svg("circle", { cx: 130, cy: 130, r: 104, fill: color(i), class: "chart-slice" }, tip(words));
  return svg("path", { d: `M130 130L${at(start)}A104 104 0 ${end - start > 0.5 ? 1 : 0} 1 ${at(end)}Z`, fill: color(i), class: "chart-slice" }, tip(words));
}

function share(segment, total) {
  return `${Math.round((segment.value / total) * 100)}%`;
}

function pie(chart) {
  const total = chart.segments.reduce((sum, segment) => sum + Number(segment.value), 0) || 1;
  let start = 0;
  return chart.segments.map((segment, i) => {
    const end = start + segment.value / total;
    const node = slice(start, end, i, `${segment.label}: ${sayNumber(segment.value)} (${share(segment, total)})`);
    start = end;
    return node;
  });
}

function legend(chart) {
  const total = (chart.segments ?? []).reduce((sum, segment) => sum + Number(segment.value), 0) || 1;
  const names = chart.segments
    ? chart.segments.map((segment) => [segment.label, `${sayNumber(segment.value)} · ${share(segment, total)}`])
    : (chart.series ?? []).map((one) => [one.name, ""]);
  return h("ul", { class: "chart-legend" }, names.map(([name, value], i) =>
    h("li", {}, h("span", { class: "chart-swatch", style: { background: color(i) } }), h("span", {}, name), value ? h("span", { class: "chart-value" }, value) : null)));
}

/** All numbers of the chart in one sentence or more, for screen readers. */
function chartWords(block) {
  const { chart: c } = block;
  if (c.type === "pie") return `Pie chart, ${block.title}. ${c.segments.map((s) => `${s.label} ${sayNumber(s.value)}`).join(", ")}.`;
  const kind = c.type[0].toUpperCase() + c.type.slice(1);
  const series = (c.series ?? []).map((one) => `${one.name}: ${one.data.map((p) => `${p.label} ${sayNumber(p.value)}`).join(", ")}.`);
  return `${kind} chart, ${block.title}. ${series.join(" ")}`;
}

function numbers(chart) {
  const rows = chart.segments
    ? [["Part", "Value"], ...chart.segments.map((segment) => [segment.label, sayNumber(segment.value)])]
    : [[chart.axis_config?.x_label || "", ...chart.series.map((one) => one.name)],
      ...(chart.axis_config?.categories ?? chart.series[0].data.map((p) => p.label)).map((label) => [label, ...chart.series.map((one) => sayNumber(valueAt(one, label)))])];
  const [head, ...body] = rows;
  return h("div", { class: "table-scroll", tabIndex: 0, role: "region", "aria-label": "Numbers of the chart" }, h("table", { class: "table" },
    h("thead", {}, h("tr", {}, head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, body.map(([label, ...values]) => h("tr", {}, h("th", { scope: "row" }, label), values.map((text) => h("td", { class: "numeric" }, text)))))));
}

function fillPie(drawing, c) {
  drawing.setAttribute("viewBox", "0 0 260 260");
  drawing.append(...pie(c));
}

/** Draw for the width there is, so that the letters keep their size. */
function followWidth(drawing, c) {
  let drawn = 0;
  const draw = (room) => {
    const width = Math.max(NARROW, Math.round(room / GRID) * GRID);
    if (width === drawn) return;
    drawn = width;
    drawing.setAttribute("viewBox", `0 0 ${width} ${Math.round(150 + width * 0.2)}`);
    drawing.replaceChildren(...axisChart(c, width));
  };
  draw(WIDTH);
  new ResizeObserver(([entry]) => entry.contentRect.width && draw(entry.contentRect.width)).observe(drawing);
}

export function chart(block) {
  const { chart: c } = block;
  if (c.type !== "pie" && !DRAW[c.type]) return [h("p", { class: "unknown" }, `A “${c.type}” chart (not drawn here).`)];
  const id = uid("chart");
  const isPie = c.type === "pie";
  const drawing = svg("svg", { class: `chart-drawing chart-${c.type}`, role: "img", "aria-label": chartWords(block) });
  if (isPie) fillPie(drawing, c);
  else followWidth(drawing, c);
  return [
    h("figure", { class: `chart chart-figure-${c.type}`, "aria-labelledby": id, data: { testid: "chart" } },
      h("figcaption", { class: "chart-title", id }, block.title),
      h("div", { class: "chart-inside" }, drawing, legend(c)),
      h("details", { class: "chart-numbers" }, h("summary", {}, "Show the numbers"), numbers(c))),
  ];
}
