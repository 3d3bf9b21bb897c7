// The middle of a pane: a channel, a direct message, or the app with its Home and Messages.
import { drawBlocks } from "./blocks.js";
import { Composer } from "./composer.js";
import { h, put, uid } from "./dom.js";
import { avatar, icon, iconButton } from "./icons.js";
import { count } from "./numbers.js";
import { Stream } from "./stream.js";
import { viewSurface } from "./surface.js";
import { Values } from "./values.js";

export class Conversation {
  constructor(pane) {
    this.pane = pane;
    this.heading = h("header", { class: "main-head" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "App", hidden: true });
    this.stream = new Stream(pane, "Messages");
    this.composer = new Composer(pane, { channel: () => pane.channelAt(), threadTs: () => null, label: "Write a message", commands: true, testid: "composer", onSend: () => this.stream.toEnd() });
    this.talk = h("div", { class: "talk", id: uid("talk") }, this.stream.node, this.stream.jump, this.composer.node);
    this.home = h("div", { class: "home", id: uid("home"), role: "tabpanel", "aria-label": "Home", tabIndex: 0, data: { testid: "home" } });
    this.node = h("section", { class: "main", "aria-label": "Conversation" }, this.heading, this.tabs, this.talk, this.home);
  }

  show() {
    const { pane } = this;
    const app = pane.appAt();
    this.#head(app);
    this.#tabs(app);
    const home = pane.at === "home";
    this.home.hidden = !home;
    this.talk.hidden = home;
    if (home) this.showHome();
    else this.showMessages();
  }

  #head(app) {
    const { pane } = this;
    const channel = pane.channel(pane.at);
    const back = iconButton("back", "Channels and messages", { class: "main-back", data: { testid: "back" }, on: { click: () => pane.screen("list") } });
    put(this.heading, back, this.#title(app, channel));
    const name = app?.name ?? this.#name(channel);
    const sign = channel && ["channel", "private"].includes(channel.kind) ? "#" : "";
    this.composer.setPlaceholder(`Message ${sign}${name}`);
    this.node.setAttribute("aria-label", `${sign}${name}`);
  }

  #name(channel) {
    const person = this.pane.person(channel?.with);
    return person ? person.real_name || person.name : channel?.name || "…";
  }

  #title(app, channel) {
    const { pane } = this;
    const person = pane.person(app?.user ?? channel?.with);
    const isPlace = channel && ["channel", "private"].includes(channel.kind);
    const sign = isPlace ? icon(channel.kind === "private" ? "lock" : "hash", 20) : avatar(person ?? { id: pane.at, is_bot: Boolean(app) }, 26);
    const members = typeof channel?.members === "number" ? channel.members : channel?.members?.length;
    const about = app ? app.description : channel?.topic || (person && person.title);
    return h("div", { class: "main-title" }, sign, h("h2", {}, app?.name ?? this.#name(channel)), about ? h("span", { class: "main-topic" }, about) : null,
      isPlace && members ? h("span", { class: "members", title: count(members, "member") }, icon("person", 15), String(members)) : null);
  }

  #tabs(app) {
    this.tabs.hidden = !app;
    if (app) this.talk.setAttribute("role", "tabpanel");
    else this.talk.removeAttribute("role");
    if (!app) return;
    const { pane } = this;
    const unread = pane.channel(app.im)?.unread;
    const tab = (name, target, here, testid) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(here), "aria-controls": (target === "home" ? this.home : this.talk).id, tabIndex: here ? 0 : -1, data: { testid }, on: { click: () => pane.open(target) } }, name, target === "dm" && unread ? h("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread)) : null);
    const had = this.tabs.contains(document.activeElement);
    put(this.tabs, tab("Home", "home", pane.at === "home", "tab-home"), tab("Messages", "dm", pane.at !== "home", "tab-messages"));
    if (had) this.tabs.querySelector("[aria-selected=true]").focus();
    this.tabs.onkeydown = (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") pane.open(pane.at === "home" ? "dm" : "home");
    };
  }

  showHome() {
    const { view } = this.pane;
    if (!view?.blocks?.length) {
      delete this.home.dataset.viewId;
      this.blocks = null;
      put(this.home, this.#emptyHome());
      return;
    }
    if (!this.blocks || this.drawn !== view.id || this.who !== this.pane.me?.id) {
      this.blocks = h("div", { class: "blocks home-blocks" });
      put(this.home, this.blocks);
      this.home.scrollTop = 0;
    }
    if (this.drawnHash !== view.hash || this.drawn !== view.id) this.values = new Values(view.state, null);
    [this.drawn, this.drawnHash, this.who] = [view.id, view.hash, this.pane.me?.id];
    this.home.dataset.viewId = view.id;
    drawBlocks(this.blocks, view.blocks, viewSurface(this.pane, view, this.values));
  }

  #emptyHome() {
    const waiting = this.pane.view === undefined;
    return h("div", { class: "nothing" }, icon("home", 34), h("p", {}, waiting ? "Opening Home…" : "The app has not published a Home for this person yet."));
  }

  showMessages() {
    const { pane } = this;
    const channel = pane.at;
    if (this.streamed !== `${pane.team} ${pane.me?.id} ${channel}`) this.stream.clear();
    this.streamed = `${pane.team} ${pane.me?.id} ${channel}`;
    const { roots, threads } = pane.log.threads(channel);
    this.stream.show(channel, roots, { threads, newFrom: pane.newFrom, top: this.#beginning(channel) });
  }

  #beginning(id) {
    const { pane } = this;
    const channel = pane.channel(id);
    const app = pane.appAt();
    const name = app?.name ?? this.#name(channel);
    const place = channel && ["channel", "private"].includes(channel.kind);
    const words = place ? `This is the beginning of #${name}.` : `This is the beginning of your messages with ${name}.`;
    return h("div", { class: "beginning" }, h("p", {}, words), channel?.purpose ? h("p", { class: "quiet" }, channel.purpose) : null);
  }
}
