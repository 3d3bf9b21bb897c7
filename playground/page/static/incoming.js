// What the server tells a pane, and what becomes of it.
import { author } from "./message.js";
import { plainWords } from "./mrkdwn.js";
import { readingSurface } from "./surface.js";

/** The app as this person sees it: its bot user, and their conversation with it once there is one. */
function appOf(message) {
  const { app } = message;
  if (!app || app.installed === false) return [];
  const user = app.user ?? message.people.find((one) => one.is_bot && one.id !== "USLACKBOT")?.id;
  const im = app.im ?? message.channels.find((one) => one.with && one.with === user)?.id;
  return [{ ...app, user, im: im ?? null }];
}

function snapshot(pane, message) {
  const was = pane.me?.id;
  Object.assign(pane, {
    me: message.me, people: message.people, teams: message.teams, channels: message.channels, elsewhere: message.elsewhere, apps: appOf(message),
    shortcuts: message.shortcuts, commands: message.commands, team: message.team ?? message.me.team ?? pane.team, userWanted: message.me.id,
  });
  pane.shell.setClock(message.clock, pane);
  if (message.faults) pane.shell.setFaults(message.faults);
  pane.root.dataset.ready = "true";
  if (was === pane.me?.id) pane.draw();
  else pane.open(pane.at);
  pane.shell.arrived(pane);
}

/** The answer to "open": a "dm" or a person's id has become a channel. */
function channel(pane, message) {
  const id = message.channel?.id ?? message.channel;
  place(pane, message.channel);
  pane.log.set(id, message.messages ?? []);
  const asked = pane.at === "dm" || pane.at.startsWith("U");
  if (asked && pane.at !== id) {
    pane.at = id;
    pane.shell.moved();
  }
  if (pane.at === id) opened(pane, id);
  pane.draw();
}

/** A conversation that is new here, or newer than the one known. */
function place(pane, channel) {
  if (!channel?.id) return;
  const at = pane.channels.findIndex((one) => one.id === channel.id);
  if (at < 0) pane.channels = [...pane.channels, channel];
  else pane.channels[at] = { ...channel, unread: pane.channels[at].unread };
  const app = pane.apps[0];
  if (app && channel.with === app.user) app.im = channel.id;
}

function opened(pane, id) {
  const known = pane.channel(id);
  if (pane.fresh) {
    pane.newFrom = pane.log.firstOfLast(id, known?.unread ?? 0, pane.me?.id);
    pane.fresh = false;
  }
  markRead(pane, id);
}

function markRead(pane, id) {
  const known = pane.channel(id);
  if (!known?.unread) return;
  known.unread = 0;
  pane.send({ do: "read", channel: id });
}

function announce(pane, id, message) {
  if (message.user && message.user === pane.me?.id) return;
  const who = author(message, pane);
  const place = pane.channel(id);
  const where = place && ["channel", "private"].includes(place.kind) ? ` in ${place.name}` : "";
  pane.live.textContent = `${who.real_name || who.name}${where}: ${plainWords(message.text, readingSurface(pane)) || "sent a message"}`;
}

function message(pane, { channel: id, message: one }) {
  const known = pane.log.has(id, one.ts);
  pane.log.put(id, one);
  if (!known) announce(pane, id, one);
  if (pane.at === id) markRead(pane, id);
  pane.draw();
}

function unread(pane, { channel: id, count }) {
  const known = pane.channel(id);
  if (!known) return;
  known.unread = count;
  if (pane.at === id && count) markRead(pane, id);
  pane.draw();
}

const HANDLERS = {
  snapshot, channel, message, message_changed: message, unread,
  message_deleted: (pane, { channel: id, ts }) => (pane.log.drop(id, ts), pane.draw()),
  home: (pane, { view }) => (Object.assign(pane, { view: view ?? null }), pane.draw()),
  modal: (pane, one) => pane.modal.update(one),
  toast: (pane, { text }) => pane.toasts.say(text),
  clock: (pane, one) => (pane.shell.setClock(one, pane), pane.draw()),
  call: (pane, { entry }) => pane.shell.journal.add(entry),
  faults: (pane, { rules }) => pane.shell.setFaults(rules ?? []),
  connected: (pane) => (pane.lost.hidden = true),
  lost: (pane) => (pane.lost.hidden = false),
};

/** Hear everything the pane's connection brings. */
export function listen(pane) {
  for (const [kind, act] of Object.entries(HANDLERS)) pane.socket.on(kind, (one) => act(pane, one));
  pane.socket.on("any", (one) => {
    const hit = pane.expected.find((wait) => wait.kind === one.is && wait.fits(one));
    if (!hit) return;
    pane.expected = pane.expected.filter((wait) => wait !== hit);
    hit.resolve(one);
  });
  pane.socket.on("uploaded", () => {});
}
