// Select menus, single and multi: fixed options, the app's own, people, conversations.
import { Combobox } from "./combobox.js";
import { withEmoji } from "./emoji.js";
import { avatar, icon } from "./icons.js";
import { count } from "./numbers.js";

const asChoice = (option) => ({ key: option.value, text: withEmoji(option.text?.text ?? ""), description: option.description?.text, value: option });

function groupsOf(source) {
  if (source.option_groups?.length) return source.option_groups.map((group) => ({ label: group.label?.text ?? "", choices: (group.options ?? []).map(asChoice) }));
  return [{ label: "", choices: (source.options ?? []).map(asChoice) }];
}

function matching(groups, query) {
  const wanted = query.toLowerCase();
  const hit = (choice) => `${choice.text} ${choice.also ?? ""}`.toLowerCase().includes(wanted);
  return groups.map((group) => ({ ...group, choices: group.choices.filter(hit) }));
}

const personChoice = (person) => ({
  key: person.id, text: person.real_name || person.name, description: person.title || null, also: person.name, value: person.id, node: avatar(person, 22),
});

function channelChoice(channel, ctx) {
  const peer = channel.with && ctx.person(channel.with);
  const name = peer ? peer.real_name || peer.name : channel.name;
  const node = peer ? avatar(peer, 22) : icon(channel.kind === "private" ? "lock" : "hash", 16);
  return { key: channel.id, text: name || channel.id, value: channel.id, node };
}

const FILTER = { channel: "public", private: "private", im: "im", mpim: "mpim" };

function allowed(channel, filter, ctx) {
  if (filter?.include && !filter.include.includes(FILTER[channel.kind])) return false;
  return !(filter?.exclude_bot_users && channel.kind === "im" && ctx.person(channel.with)?.is_bot);
}

function conversations(slot, kinds) {
  const { ctx, element } = slot;
  return ctx.channels().filter((channel) => kinds.includes(channel.kind) && allowed(channel, element.filter, ctx)).map((channel) => channelChoice(channel, ctx));
}

const SOURCES = {
  static: (slot) => ({ load: (query) => matching(groupsOf(slot.element), query) }),
  external: (slot) => ({
    remote: true,
    minQuery: slot.element.min_query_length ?? 3,
    load: async (query) => groupsOf(await slot.ctx.options(slot.block, slot.element, query)),
  }),
  users: (slot) => ({ load: (query) => matching([{ label: "", choices: slot.ctx.people().filter((p) => !p.deleted && p.id !== "USLACKBOT").map(personChoice) }], query) }),
  conversations: (slot) => ({ load: (query) => matching([{ label: "", choices: conversations(slot, ["channel", "private", "im", "mpim"]) }], query) }),
  channels: (slot) => ({ load: (query) => matching([{ label: "", choices: conversations(slot, ["channel"]) }], query) }),
};

/** How each source names its value: singular and plural keys, and a choice made from what the value holds. */
const SHAPES = {
  static: ["selected_option", "selected_options", asChoice],
  external: ["selected_option", "selected_options", asChoice],
  users: ["selected_user", "selected_users", (id, ctx) => personChoice(ctx.person(id) ?? { id, name: id })],
  conversations: ["selected_conversation", "selected_conversations", (id, ctx) => channelChoice(ctx.channel(id) ?? { id, name: id }, ctx)],
  channels: ["selected_channel", "selected_channels", (id, ctx) => channelChoice(ctx.channel(id) ?? { id, name: id }, ctx)],
};

function held(slot, [one, many, toChoice], multi) {
  const value = slot.value ?? {};
  const list = multi ? (value[many] ?? []) : value[one] ? [value[one]] : [];
  return list.map((item) => toChoice(item, slot.ctx));
}

export function menuElement(slot) {
  const { element } = slot;
  const multi = element.type.startsWith("multi_");
  const source = element.type.replace(/^multi_/, "").replace(/_select$/, "");
  const shape = SHAPES[source];
  const value = (choices) => (multi
    ? { type: element.type, [shape[1]]: choices.map((c) => c.value) }
    : { type: element.type, [shape[0]]: choices[0]?.value ?? null });
  const combo = new Combobox({
    ...SOURCES[source](slot), multi, names: slot.aria("Choose"), data: { ...slot.data, ...(element.focus_on_load ? { autofocus: "true" } : {}) }, chosen: held(slot, shape, multi), max: element.max_selected_items,
    clearable: slot.input && slot.optional, placeholder: element.placeholder?.text ?? (multi ? "Choose one or more" : "Choose one"),
    onChange: async (choices) => {
      const before = held(slot, shape, multi);
      if (!(await slot.tell(value(choices)))) combo.restore(before);
    },
  });
  if (element.max_selected_items) combo.node.title = `Up to ${count(element.max_selected_items, "choice")}`;
  return combo.node;
}
