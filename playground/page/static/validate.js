// What Slack's own window refuses before it sends a form.

const EMPTY = {
  checkboxes: (v) => !v.selected_options?.length,
  file_input: (v) => !v.files?.length,
  rich_text_input: (v) => !v.rich_text_value,
};

function isEmpty(value) {
  if (!value) return true;
  if (EMPTY[value.type]) return EMPTY[value.type](value);
  if (value.type?.startsWith("multi_")) return !Object.values(value).some((part) => Array.isArray(part) && part.length);
  return !Object.entries(value).some(([key, part]) => key !== "type" && part !== null && part !== undefined && String(part).trim() !== "");
}

function number(element, text) {
  if (!/^-?\d+(\.\d+)?$/.test(text.trim())) return "Please enter a number.";
  if (!element.is_decimal_allowed && text.includes(".")) return "Please enter a whole number.";
  if (element.min_value !== undefined && Number(text) < Number(element.min_value)) return `Please enter a number that is at least ${element.min_value}.`;
  if (element.max_value !== undefined && Number(text) > Number(element.max_value)) return `Please enter a number that is at most ${element.max_value}.`;
  return "";
}

function length(element, text) {
  const size = [...text].length;
  if (element.max_length && size > element.max_length) return `Please use at most ${element.max_length} characters; this has ${size}.`;
  if (element.min_length && size < element.min_length) return `Please use at least ${element.min_length} characters.`;
  return "";
}

function web(text) {
  return /^https?:\/\/\S+\.\S+|^https?:\/\/localhost/i.test(text.trim()) ? "" : "Please enter a valid web address.";
}

const CHECKS = {
  number_input: number,
  plain_text_input: length,
  email_text_input: (_, text) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) ? "" : "Please enter a valid email address."),
  url_text_input: (_, text) => web(text),
};

function checkBlock(block, value) {
  if (isEmpty(value)) return block.optional ? "" : "Please complete this required field.";
  return CHECKS[block.element.type]?.(block.element, value.value ?? "") ?? "";
}

/** Errors by block_id for the view's input blocks (those inside containers too); null when all is well. */
export function checkView(view, values) {
  const blocks = (view.blocks ?? []).flatMap((block) => [block, ...(block.child_blocks ?? block.blocks ?? [])]);
  const wrong = blocks.filter((block) => block.type === "input" && block.element).map((block) => [block.block_id, checkBlock(block, values.get(block, block.element))]);
  const errors = Object.fromEntries(wrong.filter(([, words]) => words));
  return Object.keys(errors).length ? errors : null;
}
