// The workspace bar and the side bar: channels, direct messages, apps, with what is unread.
import { h, put, reconcile } from "./dom.js";
import { avatar, icon, iconButton } from "./icons.js";
import { openMenu } from "./popup.js";
import { openPeople } from "./actas.js";

const byName = (a, b) => a.name.localeCompare(b.name, "en-US");

export class Sidebar {
  constructor(pane) {
    this.pane = pane;
    this.rail = h("nav", { class: "rail", "aria-label": "Workspaces", data: { testid: "workspaces" } });
    this.title = h("button", { type: "button", class: "team-name", "aria-haspopup": "menu", "aria-expanded": "false", data: { testid: "team" }, on: { click: () => this.#teams() } });
    this.lists = h("div", { class: "side-lists" });
    this.node = h("nav", { class: "side", "aria-label": "Channels and messages", data: { testid: "sidebar" } }, h("div", { class: "side-head" }, this.title), this.lists);
  }

  #teams() {
    const items = this.pane.teams.map((team) => ({ label: team.name, data: { team: team.id }, run: () => this.pane.actAs(team.id, null) }));
    openMenu(this.title, "Workspaces", items, { title: "Workspaces" });
  }

  show() {
    const { pane } = this;
    const current = pane.teams.find((team) => team.id === pane.team);
    put(this.title, h("span", { class: "side-name" }, current?.name ?? "Workspace"), icon("chevron", 16));
    reconcile(this.rail, pane.teams.map((team) => ({ key: team.id, sig: `${team.name}${team.id === pane.team}`, make: () => this.#team(team) })));
    reconcile(this.lists, this.#sections().map((section) => ({ key: section.title, sig: JSON.stringify(section), make: () => this.#section(section) })));
  }

  #team(team) {
    const mine = team.id === this.pane.team;
    const letters = team.name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();
    return h("button", { type: "button", class: `rail-team${mine ? " here" : ""}`, title: team.name, "aria-label": team.name, "aria-current": mine ? "true" : null, data: { team: team.id }, on: { click: () => mine || this.pane.actAs(team.id, null) } }, letters);
  }

  #sections() {
    const { pane } = this;
    const row = (channel) => ({ id: channel.id, name: channel.name, kind: channel.kind, unread: channel.unread ?? 0, user: channel.with, here: pane.at === channel.id });
    const channels = pane.channels.filter((one) => one.kind === "channel" || one.kind === "private").sort(byName).map(row);
    const appIms = new Set(pane.apps.map((app) => app.im));
    const people = pane.channels.filter((one) => (one.kind === "im" && !appIms.has(one.id)) || one.kind === "mpim").map((one) => this.#named(row(one))).sort(byName);
    const apps = pane.apps.map((app) => this.#appRow(app));
    return [{ title: "Apps", rows: apps }, { title: "Channels", rows: channels }, { title: "Direct messages", rows: people, add: true }];
  }

  #named(row) {
    const person = this.pane.person(row.user);
    const name = person ? person.real_name || person.name : row.name || row.id;
    return { ...row, name: row.user === this.pane.me?.id ? `${name} (you)` : name };
  }

  #appRow(app) {
    const im = this.pane.channel(app.im);
    const here = this.pane.at === "home" || (app.im && this.pane.at === app.im);
    return { id: im?.unread ? app.im : "home", name: app.name, kind: "app", unread: im?.unread ?? 0, user: app.user, here };
  }

  #section({ title, rows, add }) {
    const plus = add ? iconButton("plus", "New direct message", { class: "side-add", data: { testid: "new-dm" } }) : null;
    plus?.addEventListener("click", () => openPeople(this.pane, { title: "Write to", testid: "write-to", onPick: (person) => this.pane.open(person.id) }));
    return h("section", { class: "side-section", "aria-label": title }, h("div", { class: "side-title" }, h("h3", {}, title), plus), h("ul", {}, rows.map((row) => h("li", {}, this.#row(row)))));
  }

  #row(row) {
    const person = this.pane.person(row.user);
    const sign = row.kind === "app" || row.kind === "im" ? avatar(person ?? { id: row.id, real_name: row.name, is_bot: row.kind === "app" }, 20) : icon(row.kind === "private" ? "lock" : "hash", 16);
    const badge = row.unread ? h("span", { class: "badge", "aria-label": `${row.unread} unread` }, String(row.unread)) : null;
    const look = ["side-row", row.here && "here", row.unread && "unread"].filter(Boolean).join(" ");
    return h("button", { type: "button", class: look, "aria-current": row.here ? "page" : null, data: { channel: row.id, unread: row.unread, loud: row.kind === "channel" || row.kind === "private" ? null : "", ...(row.kind === "app" ? { testid: "app-row" } : {}) }, on: { click: () => this.pane.open(row.id) } },
      sign, h("span", { class: "side-name" }, row.name), badge);
  }
}
