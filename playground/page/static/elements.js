// Interactive elements: one function for each type. `Slot` is what an element knows of its place and how it answers.
import { button, overflow } from "./buttons.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datePicker, dateTimePicker, timePicker } from "./datefields.js";
import { confirmed } from "./confirm.js";
import { h } from "./dom.js";
import { fileInput } from "./files.js";
import { picture } from "./pictures.js";
import { richTextInput } from "./richinput.js";
import { menuElement } from "./selects.js";
import { textInput } from "./textfields.js";

const MENUS = ["static", "external", "users", "conversations", "channels"];
const TEXTS = ["plain_text_input", "number_input", "email_text_input", "url_text_input"];

const KINDS = {
  button, overflow, checkboxes, radio_buttons: radioButtons, datepicker: datePicker, timepicker: timePicker, datetimepicker: dateTimePicker,
  rich_text_input: richTextInput, file_input: fileInput, workflow_button: button,
  image: (slot) => picture(slot.element, "context-picture", slot.ctx),
  ...Object.fromEntries(MENUS.flatMap((name) => [[`${name}_select`, menuElement], [`multi_${name}_select`, menuElement]])),
  ...Object.fromEntries(TEXTS.map((name) => [name, textInput])),
};

/** The element's place: block, surface, labels, its value so far, and how a change is told. */
class Slot {
  constructor(element, block, ctx, names) {
    this.element = element;
    this.block = block;
    this.ctx = ctx;
    this.input = names.input ?? false;
    this.optional = names.optional ?? false;
    this.names = names;
  }

  get data() {
    return { blockId: this.block.block_id, actionId: this.element.action_id };
  }

  /** Attributes that name the control: its label, hint and error, or its own words where no label stands. */
  aria(fallback) {
    const { labelledby, describedby } = this.names;
    const placeholder = this.element.placeholder?.text;
    const own = this.element.accessibility_label ?? placeholder ?? fallback;
    return {
      id: this.names.id, "aria-labelledby": labelledby, "aria-label": labelledby ? null : own, "aria-describedby": describedby,
      "aria-required": this.input && !this.optional ? "true" : null,
    };
  }

  get value() {
    return this.ctx.values.get(this.block, this.element);
  }

  /** Whether typing here is only told once Enter is pressed. */
  get waitsForEnter() {
    return Boolean(this.block.dispatch_action) && !this.#dispatches("on_character_entered");
  }

  /** Remember a change that is not told yet. */
  keep(value, told = false) {
    this.ctx.values.set(this.block, this.element, value, told);
    this.names.changed?.();
  }

  /** Tell a change: state in an input block, a delivery elsewhere (after the confirm dialog, if one is asked for). */
  async tell(value, trigger = "choice") {
    if (this.input) {
      this.keep(value, true);
      this.ctx.state(this.block, this.element, value, this.#dispatches(trigger));
      return true;
    }
    if (!(await confirmed(this.element.confirm, this.ctx))) return false;
    this.ctx.values.set(this.block, this.element, value);
    this.ctx.act(this.block, this.element, value);
    return true;
  }

  #dispatches(trigger) {
    if (!this.block.dispatch_action) return false;
    if (trigger === "choice") return true;
    const on = this.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    return on.includes(trigger);
  }
}

export function drawElement(element, block, ctx, names) {
  const draw = KINDS[element.type];
  if (!draw) return h("span", { class: "unknown" }, `A “${element.type}” element (not drawn here).`);
  return draw(new Slot(element, block, ctx, names));
}
