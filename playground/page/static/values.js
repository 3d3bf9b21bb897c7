// What a person has entered on one surface so far, in Slack's state shapes; starts from the server's state or the initial values.

const INITIAL = {
  plain_text_input: ["value", "initial_value"], number_input: ["value", "initial_value"], email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"], rich_text_input: ["rich_text_value", "initial_value"], checkboxes: ["selected_options", "initial_options"],
  radio_buttons: ["selected_option", "initial_option"], datepicker: ["selected_date", "initial_date"], timepicker: ["selected_time", "initial_time"],
  datetimepicker: ["selected_date_time", "initial_date_time"], static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"], users_select: ["selected_user", "initial_user"],
  conversations_select: ["selected_conversation", "initial_conversation"], channels_select: ["selected_channel", "initial_channel"],
  multi_static_select: ["selected_options", "initial_options"], multi_external_select: ["selected_options", "initial_options"],
  multi_users_select: ["selected_users", "initial_users"], multi_conversations_select: ["selected_conversations", "initial_conversations"],
  multi_channels_select: ["selected_channels", "initial_channels"],
};

export class Values {
  constructor(state, currentChannel = null) {
    this.server = state?.values ?? {};
    this.own = new Map();
    this.currentChannel = currentChannel;
  }

  /** The server's newer state. What was entered here goes on standing, except in blocks that changed: there the
   *  server's word holds, as far as it has been told. */
  refresh(state, changed = []) {
    this.server = state?.values ?? {};
    for (const [key, one] of this.own) if (one.told && changed.includes(key.split("\n")[0])) this.own.delete(key);
  }

  get(block, element) {
    const mine = this.own.get(`${block.block_id}\n${element.action_id}`)?.value;
    const kept = mine ?? this.server[block.block_id]?.[element.action_id];
    return kept?.type === element.type ? kept : this.#initial(element);
  }

  set(block, element, value, told = true) {
    this.own.set(`${block.block_id}\n${element.action_id}`, { value, told });
  }

  #initial(element) {
    const [key, from] = INITIAL[element.type] ?? [];
    if (!key) return undefined;
    if (element[from] !== undefined) return { type: element.type, [key]: element[from] };
    return undefined;
  }

  /** The conversation the form was opened from, as this menu's value where nothing is chosen yet; kept, and answered. */
  current(block, element) {
    const [key] = INITIAL[element.type];
    const held = this.get(block, element)?.[key];
    if (!this.currentChannel || held?.length) return null;
    const value = { type: element.type, [key]: key.endsWith("s") ? [this.currentChannel] : this.currentChannel };
    this.set(block, element, value);
    return value;
  }
}
