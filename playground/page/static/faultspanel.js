// Faults on demand: choose what goes wrong, where and how often; see what stands; clear it.
import { h, put } from "./dom.js";
import { count as counted } from "./numbers.js";

const PLACES = [
  ["api", "Every call of the app"], ["delivery", "Every delivery to the app"], ["*", "Both ways"],
  ["chat.postMessage", "chat.postMessage"], ["chat.update", "chat.update"], ["views.open", "views.open"], ["views.publish", "views.publish"],
  ["slash_commands", "Delivery: commands"], ["view_submission", "Delivery: submitted forms"], ["block_actions", "Delivery: buttons and menus"],
  ["block_suggestion", "Delivery: type-ahead"], ["events_api", "Delivery: events"], ["", "Another method…"],
];
const EFFECTS = [
  ["late", "Late"], ["lost_answer", "Answer lost"], ["429", "429, too many requests"], ["500", "500, server error"], ["error", "An error code"],
  ["silence", "Silence"], ["outage", "Outage"], ["redeliver", "Delivered again"],
];
const TIMES = [["1", "The next one"], ["3", "The next three"], ["10", "The next ten"], ["0", "Until cleared"]];
const WORDS = Object.fromEntries(EFFECTS);

const select = (label, testid, options) =>
  h("label", { class: "panel-field" }, h("span", {}, label), h("select", { class: "text-input", data: { testid } }, options.map(([value, words]) => h("option", { value }, words))));

const field = (label, testid, value, type = "text") =>
  h("label", { class: "panel-field", hidden: true }, h("span", {}, label), h("input", { class: "text-input", type, value, min: type === "number" ? "0" : null, data: { testid } }));

const control = (labelled) => labelled.lastChild;

function effectOf(choice, { seconds, retry, error }) {
  if (choice === "late") return { effect: "late", seconds: Number(seconds) || 0 };
  if (choice === "429") return { effect: "status", status: 429, retry_after: Number(retry) || 1 };
  if (choice === "500") return { effect: "status", status: 500 };
  if (choice === "error") return { effect: "error", error: error.trim() || "internal_error" };
  return { effect: choice };
}

function saying(rule) {
  const what = rule.effect === "status" ? `HTTP ${rule.status}` : rule.effect === "error" ? `error ${rule.error}` : (WORDS[rule.effect] ?? rule.effect);
  const extra = rule.effect === "late" ? ` by ${counted(rule.seconds, "second")}` : "";
  const place = PLACES.find(([value]) => value === rule.match)?.[1] ?? rule.match;
  const left = rule.count ? `${rule.struck ?? 0} of ${rule.count} done` : `until cleared, ${rule.struck ?? 0} so far`;
  return [h("strong", {}, `${what}${extra}`), ` · ${place} · ${left}`];
}

/** The panel's node, and a function that shows the rules that stand now. */
export function faultsPanel(shell) {
  const place = select("Where", "fault-match", PLACES);
  const method = field("Method or kind", "fault-method", "");
  const effect = select("What", "fault-effect", EFFECTS);
  const seconds = field("Seconds", "fault-seconds", "4", "number");
  const retry = field("Retry after, seconds", "fault-retry", "3", "number");
  const error = field("Error code", "fault-error", "internal_error");
  const times = select("How often", "fault-count", TIMES);
  const value = (labelled) => control(labelled).value;
  const shown = () => {
    method.hidden = value(place) !== "";
    seconds.hidden = value(effect) !== "late";
    retry.hidden = value(effect) !== "429";
    error.hidden = value(effect) !== "error";
  };
  const add = () => {
    const match = value(place) || value(method).trim();
    if (!match) return control(method).focus();
    const more = effectOf(value(effect), { seconds: value(seconds), retry: value(retry), error: value(error) });
    shell.send({ do: "fault", match, count: Number(value(times)), ...more });
    return null;
  };
  const rules = h("ul", { class: "fault-rules", data: { testid: "fault-rules" } });
  const clear = h("button", { type: "button", class: "button button-small", data: { testid: "faults-clear" }, on: { click: () => shell.send({ do: "clear_faults" }) } }, "Clear all");
  const refresh = () => {
    put(rules, shell.rules.length ? shell.rules.map((rule) => h("li", {}, saying(rule))) : h("li", { class: "quiet" }, "Nothing is set to go wrong."));
    clear.disabled = !shell.rules.length;
  };
  const node = h("div", { class: "faults-panel", on: { change: shown } },
    h("h3", {}, "Let something go wrong"), h("p", { class: "quiet" }, "As the network or Slack would. Nothing the app has kept is touched."),
    h("div", { class: "panel-grid" }, place, method, effect, seconds, retry, error, times),
    h("div", { class: "panel-row" }, h("button", { type: "button", class: "button button-primary", data: { testid: "fault-add" }, on: { click: add } }, "Set"), clear), rules);
  shown();
  refresh();
  return { node, refresh };
}
