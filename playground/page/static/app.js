// The page as a whole: one pane or two, the shared clock, the bar, the inspector, and the address that says it all.
import { openPeople, welcome } from "./actas.js";
import { Bar } from "./bar.js";
import { Inspector } from "./inspector.js";
import { Pane } from "./pane.js";

/** The playground's clock between two messages from it: it runs on with real time. */
class PageClock {
  constructor() {
    this.offset = 0;
    this.zone = "America/New_York";
  }

  set(now, zone) {
    this.offset = Date.parse(now) - Date.now();
    this.zone = zone || this.zone;
  }

  now() {
    return new Date(Date.now() + this.offset);
  }
}

class Shell {
  constructor() {
    this.clock = new PageClock();
    this.rules = [];
    this.stage = document.querySelector(".stage");
    this.journal = new Inspector(document.querySelector(".inspector"), this);
    this.bar = new Bar(document.querySelector(".bar"), this);
    const wire = new URL("/page/ws", location.href);
    wire.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.socketUrl = wire.href;
    this.#begin(new URLSearchParams(location.search));
  }

  #begin(address) {
    const team = address.get("team");
    this.unnamed = !address.get("as");
    this.panes = [new Pane(this, { side: "left", team, user: address.get("as"), open: address.get("open") })];
    this.stage.append(this.panes[0].root);
    if (address.get("beside")) this.#beside(address.get("beside_team") ?? team, address.get("beside"), address.get("beside_open"));
    this.journal.load();
  }

  get first() {
    return this.panes[0];
  }

  #beside(team, user, open) {
    const pane = new Pane(this, { side: "right", team, user, open });
    this.panes.push(pane);
    this.stage.append(pane.root);
    this.stage.classList.add("split");
    this.bar.show();
    this.moved();
  }

  /** Put a second person beside the first, or take them away. */
  toggleBeside() {
    if (this.panes.length > 1) return this.closeBeside();
    return openPeople(this.first, {
      title: "Beside, act as", testid: "beside-people", note: "A second person, in the same workspace, at the same time.",
      onPick: (person) => this.#beside(this.first.team, person.id, "home"),
    });
  }

  closeBeside() {
    this.panes.pop().close();
    this.stage.classList.remove("split");
    this.bar.show();
    this.moved();
    this.bar.beside.focus();
  }

  send(message) {
    this.first.send(message);
  }

  /** Every pane hears the clock; its zone is that of the person on the left. */
  setClock({ now, zone }, pane) {
    this.clock.set(now, pane === this.first || !this.panes ? zone : null);
    this.bar.show();
  }

  setFaults(rules) {
    this.rules = rules;
    this.bar.show();
  }

  /** A pane knows who it is. */
  arrived(pane) {
    if (this.unnamed) welcome(pane);
    this.unnamed = false;
  }

  /** The address tells who is acted as and what is open, so that it can be shared or reloaded. */
  moved() {
    if (!this.panes) return;
    const [one, two] = this.panes;
    const parts = { team: one.team, as: one.me?.id ?? one.userWanted, open: one.at };
    if (two) Object.assign(parts, { beside: two.me?.id ?? two.userWanted, beside_open: two.at, ...(two.team === one.team ? {} : { beside_team: two.team }) });
    const known = Object.entries(parts).filter(([, value]) => value);
    history.replaceState(null, "", `?${new URLSearchParams(known)}`);
  }

  counted() {
    const total = this.first ? this.first.channels.reduce((sum, channel) => sum + (channel.unread ?? 0), 0) : 0;
    document.title = `${total ? `(${total}) ` : ""}Coachlog playground`;
  }
}

window.playground = new Shell();
