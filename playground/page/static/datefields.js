// Date, time, and date with time. Days and times are the reader's own; the playground's clock says what today is.
import { Calendar } from "./calendar.js";
import { Combobox } from "./combobox.js";
import { dayOf, instantOf, minuteOf, plainDay, readTime, sayTime } from "./dates.js";
import { h, put } from "./dom.js";
import { icon, iconButton } from "./icons.js";
import { hang, keepInside, unhang } from "./popup.js";

const dayWords = (day) => plainDay(day, { weekday: "short", month: "short", day: "numeric", year: "numeric" });
const timeChoice = (time) => ({ key: time, text: sayTime(time), value: time });
const QUARTERS = Array.from({ length: 96 }, (_, i) => `${String(Math.floor(i / 4)).padStart(2, "0")}:${String((i % 4) * 15).padStart(2, "0")}`);

/** A button that shows the day and opens the calendar. onPick(day|null) may answer false to refuse. */
function dayField({ names, data, day, today, placeholder, clearable, onPick }) {
  const words = h("span", {});
  const field = h("button", { ...names, type: "button", class: "date-field", "aria-haspopup": "dialog", "aria-expanded": "false", data }, icon("calendar", 16), words);
  const clear = iconButton("close", "Clear the day", { class: "combo-clear" });
  let chosen = day;
  const paint = () => {
    put(words, chosen ? dayWords(chosen) : (placeholder ?? "Select a date"));
    field.classList.toggle("empty", !chosen);
    field.dataset.value = chosen ?? "";
    clear.hidden = !clearable || !chosen;
  };
  const set = async (next) => {
    const before = chosen;
    chosen = next;
    paint();
    if ((await onPick(next)) === false) chosen = before;
    paint();
  };
  const open = () => {
    if (unhang(field)) return;
    const pick = (next) => {
      hung.close();
      set(next);
    };
    const calendar = new Calendar({ chosen, today: today(), onPick: pick });
    const back = () => {
      field.setAttribute("aria-expanded", "false");
      field.focus();
    };
    const hung = hang(field, calendar.node, { onClose: back });
    calendar.node.addEventListener("keydown", (event) => {
      keepInside(event, calendar.node);
      if (event.key === "Tab") event.stopPropagation();
    });
    field.setAttribute("aria-expanded", "true");
    calendar.focus();
  };
  field.addEventListener("click", open);
  clear.addEventListener("click", () => (set(null), field.focus()));
  paint();
  // The label of the form names the field; its own words are the value, so they are part of its name too.
  if (names["aria-labelledby"]) {
    words.id = `${names.id ?? names["aria-labelledby"]}-value`;
    field.setAttribute("aria-labelledby", `${names["aria-labelledby"]} ${words.id}`);
  } else field.removeAttribute("aria-label");
  return h("span", { class: "date-holder" }, field, clear);
}

function timeField({ names, data, time, placeholder, clearable, onPick }) {
  const combo = new Combobox({
    names, data, chosen: time ? [timeChoice(time)] : [], placeholder: placeholder ?? "Select a time", clearable,
    load: (query) => [{ label: "", choices: times(query) }],
    free: (text) => (readTime(text) ? timeChoice(readTime(text)) : null),
    onChange: async (choices) => {
      if ((await onPick(choices[0]?.value ?? null)) === false) combo.restore(time ? [timeChoice(time)] : []);
    },
  });
  combo.node.classList.add("combo-time");
  return combo.node;
}

/** The quarters of an hour that the typed text can mean, the exact time first. */
function times(query) {
  const exact = readTime(query);
  const typed = query.toLowerCase().replace(/\s/g, "");
  const near = QUARTERS.filter((time) => !typed || sayTime(time).toLowerCase().replace(/\s/g, "").startsWith(typed) || time.startsWith(typed));
  return [...new Set([...(exact ? [exact] : []), ...near])].map(timeChoice);
}

const focusData = (slot) => ({ ...slot.data, ...(slot.element.focus_on_load ? { autofocus: "true" } : {}) });
const today = (slot) => () => dayOf(slot.ctx.now(), slot.ctx.zone);

export function datePicker(slot) {
  return dayField({
    names: slot.aria("Date"), data: focusData(slot), day: slot.value?.selected_date ?? null, today: today(slot), placeholder: slot.element.placeholder?.text,
    clearable: slot.input && slot.optional, onPick: (day) => slot.tell({ type: "datepicker", selected_date: day }),
  });
}

export function timePicker(slot) {
  const field = timeField({
    names: slot.aria("Time"), data: focusData(slot), time: slot.value?.selected_time ?? null, placeholder: slot.element.placeholder?.text,
    clearable: slot.input && slot.optional, onPick: (time) => slot.tell({ type: "timepicker", selected_time: time }),
  });
  if (!slot.element.timezone) return field;
  return h("span", { class: "date-time" }, field, h("span", { class: "zone-words" }, slot.element.timezone.replaceAll("_", " ")));
}

export function dateTimePicker(slot) {
  const { zone } = slot.ctx;
  const unix = slot.value?.selected_date_time;
  const at = unix ? new Date(unix * 1000) : null;
  const parts = { day: at && dayOf(at, zone), time: at && minuteOf(at, zone) };
  const tell = (change) => {
    Object.assign(parts, change);
    if (!parts.day || !parts.time) return true;
    return slot.tell({ type: "datetimepicker", selected_date_time: instantOf(parts.day, parts.time, zone).getTime() / 1000 });
  };
  const { id, ...names } = slot.aria("Date and time");
  const label = (words) => (names["aria-labelledby"] ? names : { ...names, "aria-label": words });
  return h("span", { class: "date-time", role: "group", "aria-labelledby": names["aria-labelledby"] },
    dayField({ names: { ...label("Date"), id }, data: { ...focusData(slot), part: "date" }, day: parts.day, today: today(slot), onPick: (day) => tell({ day }) }),
    timeField({ names: label("Time"), data: { ...slot.data, part: "time" }, time: parts.time, onPick: (time) => tell({ time }) }));
}
