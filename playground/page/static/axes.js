// The two axes of a chart: round steps, a zero line, labels that do not run into each other.
import { svg } from "./dom.js";
import { sayNumber } from "./numbers.js";

const TICKS = 5;
const LETTER = 6.2;

function roundStep(span) {
  const rough = span / TICKS || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

function bounds(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep(high - low || 1);
  const first = Math.floor(low / step + 1e-9) * step;
  const last = Math.max(Math.ceil(high / step - 1e-9) * step, first + step);
  const ticks = [];
  for (let i = 0; first + i * step <= last + step / 2; i += 1) ticks.push(Number((first + i * step).toPrecision(12)));
  return { first, last, ticks };
}

/** Where values and categories lie on the drawing. */
export function makeScale(labels, values, { width, height, centred, axis }) {
  const { first, last, ticks } = bounds(values);
  const left = 14 + LETTER * Math.max(...ticks.map((tick) => sayNumber(tick).length)) + (axis.y_label ? 16 : 0);
  const longest = Math.max(1, ...labels.map((label) => label.length)) * LETTER;
  const edge = centred ? 0 : 16; // room for the first and last label of lines
  const inner = width - left - 14 - 2 * edge;
  const step = centred ? inner / (labels.length || 1) : inner / Math.max(labels.length - 1, 1);
  const slanted = longest > step - 6 && labels.length > 1;
  const bottom = (slanted ? Math.min(longest * 0.62, 74) + 16 : 24) + (axis.x_label ? 18 : 0);
  const tall = height - 12 - bottom;
  return {
    labels, ticks, left, slanted, axis, width, height, step, floor: height - bottom,
    right: width - 14,
    x: (i) => left + edge + (centred ? step * (i + 0.5) : labels.length === 1 ? inner / 2 : step * i),
    y: (value) => 12 + tall * (1 - (value - first) / (last - first)),
  };
}

function tickLines(scale) {
  return scale.ticks.flatMap((tick) => {
    const y = scale.y(tick);
    return [
      svg("line", { x1: scale.left, x2: scale.right, y1: y, y2: y, class: tick === 0 ? "chart-zero" : "chart-grid" }),
      svg("text", { x: scale.left - 8, y: y + 4, "text-anchor": "end", class: "chart-label" }, sayNumber(tick)),
    ];
  });
}

function categoryLabel(scale, label, i) {
  const x = scale.x(i);
  const y = scale.floor + 16;
  if (!scale.slanted) return svg("text", { x, y, "text-anchor": "middle", class: "chart-label" }, label);
  return svg("text", { x, y, "text-anchor": "end", transform: `rotate(-38 ${x} ${y})`, class: "chart-label" }, label);
}

function axisNames({ axis, left, right, floor, height }) {
  const across = axis.x_label ? svg("text", { x: (left + right) / 2, y: height - 5, "text-anchor": "middle", class: "chart-axis" }, axis.x_label) : null;
  const middle = (12 + floor) / 2;
  const up = axis.y_label ? svg("text", { x: 11, y: middle, "text-anchor": "middle", transform: `rotate(-90 11 ${middle})`, class: "chart-axis" }, axis.y_label) : null;
  return [across, up];
}

export function drawAxes(scale) {
  return svg("g", { "aria-hidden": "true" }, tickLines(scale), scale.labels.map((label, i) => categoryLabel(scale, label, i)), axisNames(scale));
}
