// Turning the clock to a chosen day and time.
import { Calendar } from "./calendar.js";
import { dayOf, instantOf, minuteOf } from "./dates.js";
import { h } from "./dom.js";

const DAY = 86_400;
const STEPS = [["15 minutes", 900], ["1 day", DAY], ["1 week", 7 * DAY]];

export function clockPanel(shell, done) {
  const { clock } = shell;
  const turn = (message) => {
    shell.send({ do: "clock", ...message });
    done();
  };
  let chosen = dayOf(clock.now(), clock.zone);
  const pick = (day) => {
    chosen = day;
    calendar.chosen = day;
    calendar.go(day, true);
  };
  const calendar = new Calendar({ chosen, today: chosen, onPick: pick });
  calendar.node.setAttribute("role", "group");
  const time = h("input", { type: "time", class: "text-input clock-input", value: minuteOf(clock.now(), clock.zone), "aria-label": "Time of day", data: { testid: "clock-time" } });
  const go = h("button", { type: "button", class: "button button-primary", data: { testid: "clock-go" }, on: { click: () => turn({ to: instantOf(chosen, time.value || "09:00", clock.zone).toISOString() }) } }, "Turn the clock");
  const steps = STEPS.map(([words, seconds]) => h("button", { type: "button", class: "button button-small", data: { testid: `clock-plus-${seconds}` }, on: { click: () => turn({ advance_seconds: seconds }) } }, `+ ${words}`));
  return h("div", { class: "clock-panel" },
    h("h3", {}, "Turn the clock"),
    h("p", { class: "quiet" }, "What is due by then happens on the way."),
    h("div", { class: "clock-steps" }, steps),
    calendar.node,
    h("div", { class: "clock-row" }, time, h("span", { class: "quiet" }, clock.zone.replaceAll("_", " ")), go));
}
