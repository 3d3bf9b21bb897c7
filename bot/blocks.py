"""The Block Kit pieces we use, as plain dicts. Words that people typed go into plain_text, where nothing is live."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
View: TypeAlias = dict[str, Any]

TITLE_MAX = 24
TEXT_MAX = 3000
OPTION_MAX = 75
OPTIONS_MAX = 100
HOME_MAX = 100
VALUE = "value"


def safe(text: str) -> str:
    """Escape words for mrkdwn, so that no mention, link or entity in them is live. Shorten before, not after."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short(text: str, limit: int) -> str:
    """Text cut to a limit, with an ellipsis when something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def plain(text: str, limit: int = TEXT_MAX) -> Block:
    """A plain_text object; an empty one, which Slack refuses, becomes a dash."""
    return {"type": "plain_text", "text": short(text, limit) or "–", "emoji": False}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, shown as typed."""
    block: Block = {"type": "section", "text": plain(text)}
    if accessory:
        block["accessory"] = accessory
    return block


def marked(markup: str, accessory: Block | None = None) -> Block:
    """A paragraph in Slack's markup: only for words of our own and ids we know, never for what people typed."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": markup}}
    if accessory:
        block["accessory"] = accessory
    return block


def title(text: str, accessory: Block | None = None) -> Block:
    """A line that begins a part of a page, with the button that belongs to it. For words of our own only."""
    return marked(f"*{text}*", accessory)


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """Lines in as few paragraphs as hold them, each shown as typed."""
    texts: list[str] = []
    for line in lines:
        cut = short(line, TEXT_MAX)
        if texts and len(texts[-1]) + len(cut) < TEXT_MAX:
            texts[-1] += f"\n{cut}"
        else:
            texts.append(cut)
    return [section(text) for text in texts]


def fields(texts: Iterable[str]) -> Block:
    """Up to ten short texts in two columns."""
    return {"type": "section", "fields": [plain(text, 2000) for text in texts][:10]}


def context(text: str, block_id: str | None = None) -> Block:
    """A quiet line."""
    block: Block = {"type": "context", "elements": [plain(text)]}
    if block_id:
        block["block_id"] = block_id
    return block


def divider() -> Block:
    """A line between parts."""
    return {"type": "divider"}


def button(text: str, action_id: str, value: str | None = None, style: str | None = None, *, spoken: str = "") -> Block:
    """A button; value carries one opaque row id. spoken: what a screen reader says where several read the same."""
    made: Block = {"type": "button", "text": plain(text, 75), "action_id": action_id}
    if value is not None:
        made["value"] = value
    if style:
        made["style"] = style
    if spoken:
        made["accessibility_label"] = short(spoken, 75)
    return made


def actions(buttons: Sequence[Block], block_id: str | None = None) -> Block:
    """A row of buttons."""
    block: Block = {"type": "actions", "elements": list(buttons)}
    if block_id:
        block["block_id"] = block_id
    return block


def option(text: str, value: str, about: str = "") -> Block:
    """One choice. about: a quiet line below it."""
    made: Block = {"text": plain(text, OPTION_MAX), "value": value}
    return made | ({"description": plain(about, OPTION_MAX)} if about else {})


def ask(field: str, label: str, element: Block, *, optional: bool = False, hint: str = "", live: bool = False) -> Block:
    """An input block: block_id is the field's name, action_id is "value". live: tell us at each change."""
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": plain(label, 2000),
        "element": {**element, "action_id": VALUE},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    if live:
        block["dispatch_action"] = True
    return block


def text_input(*, limit: int = TEXT_MAX, lines: bool = False, initial: str | None = None, prompt: str = "") -> Block:
    """A text field. The limit is Slack's; ours are checked when it is submitted, so that nothing typed is cut."""
    element: Block = {"type": "plain_text_input", "multiline": lines, "max_length": limit}
    if initial:
        element["initial_value"] = initial
    if prompt:
        element["placeholder"] = plain(prompt, 150)
    return element


def number_input(initial: float | str | None = None, *, decimals: bool = False) -> Block:
    """A whole number, or with decimals any number."""
    element: Block = {"type": "number_input", "is_decimal_allowed": decimals}
    if initial is not None:
        element["initial_value"] = initial if isinstance(initial, str) else f"{initial:g}"
    return element


def date_input(initial: date | str | None = None) -> Block:
    """A day."""
    element: Block = {"type": "datepicker"}
    if initial:
        element["initial_date"] = str(initial)
    return element


def time_input(initial: str | None = None) -> Block:
    """A time of day, "HH:MM"."""
    element: Block = {"type": "timepicker"}
    if initial:
        element["initial_time"] = initial
    return element


def select(options: Sequence[Block], initial: str | None = None, prompt: str = "") -> Block:
    """A menu of at most 100 options."""
    element: Block = {"type": "static_select", "options": list(options)[:OPTIONS_MAX]}
    return _with_initial(element, element["options"], initial, prompt)


def search(initial: Block | None = None, prompt: str = "Type to search") -> Block:
    """A menu that asks us for its options as the person types."""
    element: Block = {"type": "external_select", "min_query_length": 0, "placeholder": plain(prompt, 150)}
    if initial:
        element["initial_option"] = initial
    return element


def choices(options: Sequence[Block], initial: Sequence[str] = (), limit: int | None = None) -> Block:
    """A menu of which several may be chosen."""
    element: Block = {"type": "multi_static_select", "options": list(options)[:OPTIONS_MAX]}
    return _of_several(element, [one for one in element["options"] if one["value"] in initial], limit)


def grouped(groups: Mapping[str, Sequence[Block]], initial: Sequence[str] = (), limit: int | None = None) -> Block:
    """A menu of which several may be chosen, by groups of at most 100 options; groups: options by label."""
    held: list[Block] = [
        {"label": plain(label, OPTION_MAX), "options": list(options)[:OPTIONS_MAX]}
        for label, options in groups.items()
        if options
    ]
    chosen = [one for group in held for one in group["options"] if one["value"] in initial]
    return _of_several({"type": "multi_static_select", "option_groups": held}, chosen, limit)


def search_several(initial: Sequence[Block] = (), limit: int | None = None, prompt: str = "Type to search") -> Block:
    """A menu of which several may be chosen, that asks us for its options as the person types."""
    element: Block = {"type": "multi_external_select", "min_query_length": 0, "placeholder": plain(prompt, 150)}
    return _of_several(element, list(initial), limit)


def _of_several(element: Block, chosen: list[Block], limit: int | None) -> Block:
    if chosen:
        element["initial_options"] = chosen[:limit]
    if limit:
        element["max_selected_items"] = limit
    return element


def checks(options: Sequence[Block], initial: Sequence[str] = ()) -> Block:
    """Up to ten boxes to tick."""
    chosen = [one for one in options if one["value"] in initial]
    return {"type": "checkboxes", "options": list(options)} | ({"initial_options": chosen} if chosen else {})


def radio(options: Sequence[Block], initial: str | None = None) -> Block:
    """Up to ten choices side by side, of which one."""
    element: Block = {"type": "radio_buttons", "options": list(options)}
    return _with_initial(element, options, initial, "")


def channel_input(initial: str | None = None) -> Block:
    """A public or private channel."""
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        "placeholder": plain("Choose a channel", 150),
    }
    if initial:
        element["initial_conversation"] = initial
    return element


def people_input(initial: Sequence[str] = (), limit: int | None = None) -> Block:
    """Several people of the workspace."""
    element: Block = {"type": "multi_users_select", "placeholder": plain("Choose people", 150)}
    if initial:
        element["initial_users"] = list(initial)
    if limit:
        element["max_selected_items"] = limit
    return element


def files_input(kinds: Sequence[str], most: int) -> Block:
    """Files from the person's device, by the ends of their names."""
    return {"type": "file_input", "filetypes": list(kinds), "max_files": most}


def _with_initial(element: Block, options: Sequence[Block], initial: str | None, prompt: str) -> Block:
    for one in options:
        if one["value"] == initial:
            element["initial_option"] = one
    if prompt:
        element["placeholder"] = plain(prompt, 150)
    return element


def modal(
    callback_id: str,
    title: str,
    submit: str | None,
    blocks: Sequence[Block],
    metadata: str = "",
    *,
    close: str = "",
    notify: bool = False,
) -> View:
    """A form, or with submit None a page to read. close: what its other button says; notify: tell us of closing."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, TITLE_MAX),
        "close": plain(close or ("Cancel" if submit else "Close"), TITLE_MAX),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(submit, TITLE_MAX)
    if metadata:
        view["private_metadata"] = metadata
    if notify:
        view["notify_on_close"] = True
    return view


def home(blocks: Sequence[Block]) -> View:
    """An App Home. Raises ValueError above Slack's 100 blocks: who builds it says what is left out."""
    if len(blocks) > HOME_MAX:
        raise ValueError(f"a Home of {len(blocks)} blocks")
    return {"type": "home", "blocks": list(blocks)}
