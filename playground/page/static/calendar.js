// A month to choose a day from: arrows walk days and weeks, Page keys months, Home and End the week.
import { addDays, plainDay } from "./dates.js";
import { h, put, uid } from "./dom.js";
import { iconButton } from "./icons.js";

const NAMES = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
const LONG = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const weekday = (day) => new Date(`${day}T12:00:00Z`).getUTCDay();

function addMonths(day, n) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + n + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + n, Math.min(date, last), 12)).toISOString().slice(0, 10);
}

const MOVES = {
  ArrowLeft: (day) => addDays(day, -1), ArrowRight: (day) => addDays(day, 1), ArrowUp: (day) => addDays(day, -7), ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1), PageDown: (day) => addMonths(day, 1),
  Home: (day) => addDays(day, -weekday(day)), End: (day) => addDays(day, 6 - weekday(day)),
};

export class Calendar {
  /** chosen and today are days ("2026-11-22"); onPick gets the day. */
  constructor({ chosen, today, onPick }) {
    Object.assign(this, { chosen, today, onPick, at: chosen || today });
    this.title = h("div", { class: "calendar-title", id: uid("month"), "aria-live": "polite" });
    this.grid = h("tbody", {});
    const turn = (n) => () => this.go(addMonths(this.at, n), false);
    const head = h("div", { class: "calendar-head" },
      iconButton("back", "Month before", { on: { click: turn(-1) } }), this.title, iconButton("forward", "Month after", { on: { click: turn(1) } }));
    const names = h("tr", {}, NAMES.map((name, i) => h("th", { scope: "col", abbr: LONG[i] }, name)));
    const table = h("table", { role: "grid", class: "calendar-grid", "aria-labelledby": this.title.id }, h("thead", {}, names), this.grid);
    this.node = h("div", { class: "calendar", role: "dialog", "aria-label": "Choose a day" }, head, table);
    table.addEventListener("keydown", (event) => this.#key(event));
    this.show();
  }

  #key(event) {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    this.go(move(this.at), true);
  }

  go(day, focus) {
    this.at = day;
    this.show();
    if (focus) this.focus();
  }

  focus() {
    this.node.querySelector(`[data-day="${this.at}"]`)?.focus();
  }

  show() {
    this.title.textContent = plainDay(this.at, { month: "long", year: "numeric" });
    const first = `${this.at.slice(0, 8)}01`;
    const start = addDays(first, -weekday(first));
    const weeks = [];
    for (let day = start; day <= addMonths(first, 1) && (weeks.length < 1 || day.slice(0, 7) === first.slice(0, 7)); day = addDays(day, 7)) {
      weeks.push(h("tr", {}, Array.from({ length: 7 }, (_, i) => this.#cell(addDays(day, i)))));
    }
    put(this.grid, weeks);
  }

  #cell(day) {
    const other = day.slice(0, 7) !== this.at.slice(0, 7);
    const look = ["calendar-day", other && "calendar-other", day === this.today && "calendar-today"].filter(Boolean).join(" ");
    const button = h("button", {
      type: "button", class: look, tabIndex: day === this.at ? 0 : -1, data: { day }, "aria-pressed": String(day === this.chosen), "aria-current": day === this.today ? "date" : null,
      "aria-label": plainDay(day, { weekday: "long", month: "long", day: "numeric", year: "numeric" }), on: { click: () => this.onPick(day) },
    }, String(Number(day.slice(8))));
    return h("td", { role: "gridcell" }, button);
  }
}
