// Choosing a person: whom to act as, or whom to write to. Searchable, grouped by role.
import { openDialog } from "./dialog.js";
import { h, put } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { count } from "./numbers.js";

const ORDER = ["coordinator", "coach", "lead coach", "leader", "principal"];

function groupOf(person) {
  if (person.deleted) return "Left the workspace";
  return person.title?.split(/[,·—–(]/)[0].trim() || (person.is_admin ? "Workspace administrators" : "Others in the workspace");
}

function rank(name) {
  const at = ORDER.indexOf(name.toLowerCase());
  if (at >= 0) return at;
  return /^(others|left)/i.test(name) ? 90 + name.length : 50;
}

/** People by role, in a calm order: [{name, people}] */
function grouped(people, query) {
  const wanted = query.trim().toLowerCase();
  const hit = (one) => `${one.real_name} ${one.name} ${one.title ?? ""}`.toLowerCase().includes(wanted);
  const groups = new Map();
  for (const person of people.filter((one) => !one.is_bot && hit(one))) {
    const name = groupOf(person);
    groups.set(name, [...(groups.get(name) ?? []), person]);
  }
  const natural = new Intl.Collator("en-US", { numeric: true });
  return [...groups].map(([name, list]) => ({ name, people: list.sort((a, b) => natural.compare(a.real_name, b.real_name)) }))
    .sort((a, b) => rank(a.name) - rank(b.name) || natural.compare(a.name, b.name));
}

function personRow(person, onPick, here) {
  const look = `person-row${here ? " here" : ""}`;
  return h("button", { type: "button", class: look, data: { person: person.id }, "aria-current": here ? "true" : null, disabled: person.deleted, on: { click: () => onPick(person) } },
    avatar(person, 32), h("span", { class: "person-words" }, h("span", { class: "person-name" }, person.real_name || person.name), h("span", { class: "person-title" }, person.title || `@${person.name}`)), here ? icon("check") : null);
}

function step(event, list, search) {
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!move) return;
  event.preventDefault();
  const rows = [...list.querySelectorAll(".person-row:not(:disabled)")];
  const at = rows.indexOf(document.activeElement) + move;
  (at < 0 ? search : rows[Math.min(at, rows.length - 1)])?.focus();
}

/** For whoever comes without an address that says whom to be. */
export function welcome(pane) {
  openPeople(pane, {
    title: "Who do you want to be?", testid: "people", onPick: (person) => pane.actAs(pane.team, person.id),
    note: "This is a Slack of its own, on this machine only. Pick anyone; change at any time at the top left, or put a second person beside.",
  });
}

/** spec: title, testid, onPick(person), note, optional closable (default true). */
export function openPeople(pane, spec) {
  const list = h("div", { class: "people" });
  const status = h("div", { class: "sr", role: "status" });
  const search = h("input", { type: "search", class: "text-input people-search", placeholder: "Search by name or role", "aria-label": "Search by name or role", data: { testid: "people-search", autofocus: "true" } });
  const close = () => dialog.close();
  const pick = (person) => {
    close();
    spec.onPick(person);
  };
  const paint = () => {
    const groups = grouped(pane.people, search.value);
    const total = groups.reduce((sum, group) => sum + group.people.length, 0);
    status.textContent = count(total, "person", "people");
    put(list, groups.map((group) => h("section", { "aria-label": group.name, class: "people-group" },
      h("h3", {}, group.name, h("span", { class: "quiet" }, ` ${group.people.length}`)), h("div", { class: "people-list" }, group.people.map((person) => personRow(person, pick, person.id === pane.me?.id))))),
    total ? [] : h("p", { class: "quiet" }, "Nobody by that name or role."));
  };
  search.addEventListener("input", paint);
  const body = h("div", { class: "people-box", on: { keydown: (event) => step(event, list, search) } }, spec.note ? h("p", { class: "quiet" }, spec.note) : null, search, status, list);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // or the same Enter would press what the focus goes back to
    list.querySelector(".person-row:not(:disabled)")?.click();
  });
  paint();
  const dialog = openDialog(pane.root, { title: spec.title, body, testid: spec.testid, closable: true, onEscape: close });
  dialog.foot.remove();
  return dialog;
}
