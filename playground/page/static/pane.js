// One person acted as: their connection, what they know, and the parts of their window.
import { openPeople } from "./actas.js";
import { Conversation } from "./conversation.js";
import { h, put } from "./dom.js";
import { avatar, icon, iconButton } from "./icons.js";
import { listen } from "./incoming.js";
import { Log } from "./log.js";
import { ModalStack } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { Socket } from "./socket.js";
import { Thread } from "./thread.js";
import { Toasts } from "./toasts.js";
import { Values } from "./values.js";

export class Pane {
  /** want: {side, team, user, open}; shell: what both panes share. */
  constructor(shell, want) {
    this.shell = shell;
    this.side = want.side;
    this.team = want.team ?? null;
    this.userWanted = want.user ?? null;
    this.at = want.open || "home";
    this.#forget();
    this.socket = new Socket(shell.socketUrl, () => this.#greeting());
    this.#build();
    listen(this);
    this.socket.connect();
  }

  #forget() {
    Object.assign(this, { me: null, people: [], teams: [], channels: [], elsewhere: [], apps: [], shortcuts: [], commands: [], view: undefined, newFrom: null });
    this.log = new Log();
    this.messageValues = new Map();
    this.expected = [];
  }

  #build() {
    this.sidebar = new Sidebar(this);
    this.conversation = new Conversation(this);
    this.thread = new Thread(this);
    this.modal = new ModalStack(this);
    this.toasts = new Toasts();
    this.persona = h("header", { class: "persona" });
    this.lost = h("div", { class: "lost", role: "status", hidden: true }, icon("again", 16), "The connection was lost. Trying again…");
    this.live = h("div", { class: "sr", "aria-live": "polite", data: { testid: "live" } });
    const frame = h("div", { class: "pane-frame" }, this.persona, this.lost, h("div", { class: "pane-cols" }, this.sidebar.rail, this.sidebar.node, this.conversation.node, this.thread.node));
    this.root = h("section", { class: "pane", data: { pane: this.side, layer: "", screen: "main" }, "aria-label": "Acting as" }, frame, this.live, this.toasts.node);
  }

  #greeting() {
    const hello = { do: "act_as", team: this.team, user: this.userWanted };
    return this.me ? [hello, { do: "open", channel: this.at }] : [hello];
  }

  get zone() {
    return this.me?.tz || this.shell.clock.zone || "America/New_York";
  }

  now() {
    return this.shell.clock.now();
  }

  send(message) {
    this.socket.send(message);
  }

  person(id) {
    return this.people.find((one) => one.id === id) ?? null;
  }

  channel(id) {
    return this.channels.find((one) => one.id === id) ?? null;
  }

  /** The app whose Home or Messages are open. */
  appAt() {
    return this.apps.find((app) => this.at === "home" || this.at === "dm" || (app.im && app.im === this.at)) ?? null;
  }

  /** The channel a command or a form starts from. */
  channelAt() {
    return this.channel(this.at)?.id ?? this.apps[0]?.im ?? null;
  }

  valuesOf(message, channel) {
    const key = `${channel} ${message.ts}`;
    if (!this.messageValues.has(key)) this.messageValues.set(key, new Values(null, channel));
    const values = this.messageValues.get(key);
    values.refresh(message.state);
    return values;
  }

  /** Wait for one message of this kind that fits. */
  expect(kind, fits, patience) {
    return new Promise((resolve, reject) => {
      const one = { kind, fits, resolve };
      this.expected.push(one);
      setTimeout(() => {
        this.expected = this.expected.filter((other) => other !== one);
        reject(new Error("no answer"));
      }, patience);
    });
  }

  /** Act as somebody else (user null: whoever the playground proposes there). */
  actAs(team, user) {
    this.team = team;
    this.userWanted = user;
    this.at = "home";
    this.#forget();
    this.modal.update({ stack: [] });
    this.closeThread();
    this.send({ do: "act_as", team, user });
  }

  /** target: "home", "dm", a channel, or a person's id for a direct message. */
  open(target) {
    const app = this.apps[0];
    this.at = target === "dm" && app?.im ? app.im : target;
    this.newFrom = null;
    this.closeThread();
    this.screen("main");
    this.fresh = true;
    this.send({ do: "open", channel: this.at });
    this.draw();
    this.shell.moved();
  }

  openThread(channel, ts) {
    this.thread.set(channel, ts);
    this.root.classList.add("with-thread");
    this.screen("thread");
  }

  closeThread() {
    if (!this.thread?.open) return;
    this.root.classList.remove("with-thread");
    this.screen("main");
    this.thread.shut();
  }

  /** Where there is room for one part only: "list", "main" or "thread". */
  screen(name) {
    this.root.dataset.screen = name;
  }

  dismiss(channel, ts) {
    this.log.drop(channel, ts);
    this.send({ do: "dismiss", channel, ts });
    this.draw();
  }

  draw() {
    this.#persona();
    this.sidebar.show();
    this.conversation.show();
    this.thread.show();
    this.shell.counted();
  }

  #persona() {
    const me = this.me ?? { id: "?", real_name: "…", title: "" };
    const choose = () => openPeople(this, {
      title: "Act as", testid: "people", note: "Everything on this side is then seen and done as this person.", onPick: (person) => this.actAs(this.team, person.id),
    });
    const menu = iconButton("menu", "Channels and messages", { class: "persona-menu", data: { testid: "menu" }, on: { click: () => this.screen(this.root.dataset.screen === "list" ? "main" : "list") } });
    const words = h("span", { class: "persona-words" }, h("span", { class: "persona-name" }, h("span", { class: "persona-as" }, "Acting as "), me.real_name || me.name), h("span", { class: "persona-title" }, me.title || ""));
    const button = h("button", { type: "button", class: "persona-button", "aria-haspopup": "dialog", data: { testid: "act-as", user: me.id }, on: { click: choose } }, avatar(me, 26), words, icon("chevron", 16));
    const close = this.side === "right" ? iconButton("close", "Close this side", { data: { testid: "close-beside" }, on: { click: () => this.shell.closeBeside() } }) : null;
    const focused = this.persona.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    put(this.persona, menu, button, close);
    if (focused) this.persona.querySelector(`[data-testid="${focused}"]`)?.focus();
    this.root.setAttribute("aria-label", `Acting as ${me.real_name || me.name}`);
    this.root.dataset.user = me.id;
    this.root.dataset.team = this.team ?? "";
  }

  close() {
    this.socket.close();
    this.root.remove();
  }
}
