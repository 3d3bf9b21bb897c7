// The page's own line icons, drawn on a 20 by 20 grid.
import { h, svg } from "./dom.js";

const PATHS = {
  hash: "M8 3 6.5 17M13.5 3 12 17M3.5 7.5h14M2.5 12.5h14",
  lock: "M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  home: "M3.5 9.5 10 4l6.5 5.5V16.5h-4.2v-4H7.7v4H3.5z",
  reply: "M4 4.5h12v8.5H9.5L6 16v-3H4zM7 8.8h6M7 10.8h4",
  smile: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM6.8 11.5a3.6 3.6 0 0 0 6.4 0M7.6 8v.2M12.4 8v.2",
  more: "M10 4.6v.2M10 9.9v.2M10 15.2v.2",
  dots: "M4.6 10h.2M9.9 10h.2M15.2 10h.2",
  close: "M5 5l10 10M15 5 5 15",
  chevron: "M5.5 8 10 12.5 14.5 8",
  back: "M12 4.5 6.5 10l5.5 5.5",
  forward: "M8 4.5 13.5 10 8 15.5",
  plus: "M10 4v12M4 10h12",
  bolt: "M11 2.5 4.5 11.5H9.5L9 17.5l6.5-9h-5z",
  send: "M3.5 10 16.5 4 13 16.5 9.5 11.5z",
  clock: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 6v4.2l2.8 1.8",
  calendar: "M4 5.5h12V16.5H4zM4 8.8h12M7.2 3.5v3M12.8 3.5v3",
  storm: "M6 12.5h8.2a2.9 2.9 0 0 0 .4-5.8 4.6 4.6 0 0 0-8.9.6A2.7 2.7 0 0 0 6 12.5zM10.5 12 8.5 15h3l-1.5 2.8",
  list: "M4 5.5h2M8.5 5.5H16M4 10h2M8.5 10H16M4 14.5h2M8.5 14.5H16",
  columns: "M3.5 4h13v12h-13zM10 4v12",
  search: "M9 14.2a5.2 5.2 0 1 0 0-10.4 5.2 5.2 0 0 0 0 10.4zM13 13l3.8 3.8",
  eye: "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  check: "M4.5 10.5 8.2 14 15.5 6.5",
  info: "M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4zM10 9.2v4.4M10 6.4v.2",
  warn: "M10 3.2 17.5 16.5h-15zM10 8v4M10 14v.2",
  file: "M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15",
  sort: "M6.5 8 10 4.5 13.5 8M6.5 12l3.5 3.5 3.5-3.5",
  up: "M6 12l4-4.5 4 4.5",
  down: "M6 8l4 4.5L14 8",
  bold: "M6.5 4h4.4a2.9 2.9 0 0 1 0 5.8H6.5zM6.5 9.8h5a3 3 0 0 1 0 6.2h-5z",
  italic: "M8.5 4h6M5.5 16h6M12 4 8 16",
  strike: "M4 10h12M13.5 6.5C13 4.8 11.6 4 10 4 8 4 6.6 5 6.6 6.6M6.3 13.2C6.7 15 8.2 16 10 16c2.2 0 3.6-1.1 3.6-2.8",
  bullets: "M4.2 5.5h.2M8 5.5h8.5M4.2 10h.2M8 10h8.5M4.2 14.5h.2M8 14.5h8.5",
  person: "M10 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.6-3 3-4.5 6-4.5s5.4 1.5 6 4.5",
  upload: "M10 13V4.5M6.5 7.5 10 4l3.5 3.5M4 13v3.5h12V13",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  again: "M15.5 8A6 6 0 1 0 16 11.5M16 4v4h-4",
  skip: "M4 5l7 5-7 5zM14.5 5v10",
};

/** A drawn icon, hidden from screen readers: its button carries the words. */
export function icon(name, size = 18) {
  const parts = { class: "icon", viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", focusable: "false" };
  return svg("svg", parts, svg("path", { d: PATHS[name] ?? PATHS.info }));
}

/** A small button that shows only an icon; the label is its name and its tip. */
export function iconButton(name, label, props = {}) {
  const extra = props.class ? ` ${props.class}` : "";
  return h("button", { type: "button", title: label, "aria-label": label, ...props, class: `icon-button${extra}` }, icon(name));
}

const HUES = [186, 262, 22, 140, 322, 208, 48, 288, 96, 352];

function hue(id) {
  let sum = 0;
  for (const letter of String(id)) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return HUES[sum % HUES.length];
}

function initials(name) {
  const words = String(name || "?").replace(/[^\p{L}\p{N} ]/gu, "").split(/\s+/).filter(Boolean);
  if (words.length > 1 && /^\d+$/.test(words.at(-1))) return words[0][0].toUpperCase() + words.at(-1);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] ?? "?").slice(0, 2)).toUpperCase();
}

/** A person's square: two letters on a colour that follows the id; the app shows its mark. */
export function avatar(person, size = 36) {
  const box = { class: "avatar", "aria-hidden": "true", style: { "--size": `${size}px`, "--hue": hue(person?.id ?? "?") } };
  if (person?.is_bot && person.id !== "USLACKBOT") {
    box.class += " avatar-app";
    return h("span", box, h("img", { src: new URL("./mark.svg", import.meta.url).pathname, alt: "", width: size, height: size }));
  }
  return h("span", box, initials(person?.real_name || person?.name));
}
