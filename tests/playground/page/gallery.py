"""Messages and views that hold every block and element the page draws."""

from typing import Any

Json = dict[str, Any]
HOSTILE = "<!channel> <https://x|y> <script>window.broken=1</script> <img src=x onerror=window.broken=1>"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, text: str, description: str | None = None) -> Json:
    made: Json = {"text": plain(text), "value": value}
    return {**made, "description": plain(description)} if description else made


def section(text: str, accessory: Json | None = None, block_id: str | None = None) -> Json:
    made: Json = {"type": "section", "text": mrkdwn(text)}
    made |= {"accessory": accessory} if accessory else {}
    return made | ({"block_id": block_id} if block_id else {})


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(name: str, label: str, element: Json, **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


KINDS = [option("visit", "On-site visit"), option("call", "Call"), option("email", "E-mail", "A count, not minutes")]
DID = [option("walk", "Walkthrough"), option("data", "Data team"), option("feedback", "Feedback talk")]
SURE = {
    "title": plain("Undo this?"),
    "text": mrkdwn("L-0231 will be taken back."),
    "confirm": plain("Undo it"),
    "deny": plain("Keep it"),
    "style": "danger",
}

CONTACT: list[Json] = [
    section(
        "*Logged L-0231* · On-site visit, Lincoln Elementary\n"
        "<!date^1763389800^{date_long_pretty} at {time}|Nov 17> (90 min)\n"
        "November: *3.0 of 4.5 h* — on pace for 5.0 by the 30th."
    ),
    {"type": "context", "elements": [mrkdwn("Principal 14 can see this. Coordinators see that it happened.")]},
    {
        "type": "actions",
        "block_id": "after",
        "elements": [
            button("Edit", "edit", style="primary", value="L-0231"),
            button("Undo", "undo", style="danger", value="L-0231", confirm=SURE),
            button("See it as…", "see_as", value="L-0231"),
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("copy", "Copy the id"), option("why", "Why this?")],
            },
        ],
    },
]

TEXTS: list[Json] = [
    {"type": "header", "text": plain("Coaching, week of Nov 9")},
    section(
        "*Bold*, _slanted_, ~struck~, `code`, :tada: and a <https://example.org/a_b*c|link>.\n"
        "> A quote of <@U2> in <#C1>\n• one\n• two\n1. first\n```\nkept  as it is <b>\n```\n5 &lt; 6 &amp; 7 &gt; 2"
    ),
    {
        "type": "section",
        "fields": [
            mrkdwn("*Visits held*\n61 of 68"),
            mrkdwn("*On pace*\n66 of 72"),
            plain("Reports"),
            plain("16 of 18"),
        ],
    },
    {"type": "divider"},
    {
        "type": "markdown",
        "text": "### Next\n- [x] **Agree** the goal\n- [ ] Book the _visit_\n\n| Who | When |\n|---|--:|\n| A | 9 |",
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Rich ", "style": {"bold": True}},
                    {"type": "user", "user_id": "U2"},
                    {"type": "text", "text": " in "},
                    {"type": "channel", "channel_id": "C1"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "kept words"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a = 1"}]},
        ],
    },
    {
        "type": "image",
        "image_url": "https://example.org/chart.png",
        "alt_text": "Visits held by week",
        "title": plain("Visits"),
    },
]

WEEKS = ["Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9"]


def points(values: list[float]) -> list[Json]:
    return [{"label": week, "value": value} for week, value in zip(WEEKS, values, strict=True)]


def chart(kind: str, title: str, **series: list[float]) -> Json:
    made = [{"name": name.title(), "data": points(values)} for name, values in series.items()]
    axes = {"categories": WEEKS, "x_label": "Week", "y_label": "Visits"}
    return {"type": "data_visualization", "title": title, "chart": {"type": kind, "series": made, "axis_config": axes}}


PIE: Json = {
    "type": "data_visualization",
    "title": "Where the hours went",
    "chart": {
        "type": "pie",
        "segments": [
            {"label": "Walkthrough", "value": 21},
            {"label": "Data team", "value": 13.5},
            {"label": "Feedback", "value": 9},
            {"label": "Planning", "value": 4},
        ],
    },
}
BARS = chart("bar", "Visits held and planned", held=[58, 61, 44, 63, 60, 61], planned=[66, 66, 60, 68, 68, 68])
LINE = chart("line", "Hours against the plan", coach=[2, 1.5, -1, 0, 2.5, 3], district=[0, 0.5, 1, 1.5, 1, 2])
AREA = chart("area", "Reflections kept", kept=[12, 18, 16, 22, 25, 31])


def cell(value: str | float) -> Json:
    if isinstance(value, str):
        return {"type": "raw_text", "text": value}
    return {"type": "raw_number", "value": value, "text": f"{value:g} h"}


SCHOOLS = [("Lincoln", 4.5), ("Harbor", 0.5), ("Pine Street", 12.0), ("Maple", 3.0), ("Cedar", 9.5), ("Birch", 1.0)]
HOURS: Json = {
    "type": "data_table",
    "block_id": "hours",
    "caption": "Hours by school, November",
    "page_size": 5,
    "rows": [[cell("School"), cell("Hours")], *([cell(name), cell(hours)] for name, hours in SCHOOLS)],
}
TABLE: Json = {
    "type": "table",
    "rows": [[cell("District"), cell("Held")], [cell("North"), cell("21 of 22")], [cell("South"), cell("40 of 46")]],
    "column_settings": [{"align": "left"}, {"align": "right"}],
}
CARDS: list[Json] = [
    {
        "type": "card",
        "title": mrkdwn("Harbor Middle"),
        "subtitle": mrkdwn("No contact for 21 days"),
        "body": mrkdwn("Coach and lead coach were told; no reply yet."),
        "actions": [button("Open", "open_card", value="7", style="primary")],
    },
    {
        "type": "container",
        "title": plain("What changed"),
        "subtitle": plain("Since last Monday"),
        "is_collapsible": True,
        "child_blocks": [section("Two schools more on pace.")],
    },
]

FORM: Json = {
    "type": "modal",
    "callback_id": "gallery.form",
    "title": plain("Log a contact"),
    "submit": plain("Log it"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "blocks": [
        {"type": "alert", "level": "info", "text": plain("Prefilled from your visit on Tuesday.")},
        field(
            "pair",
            "School and leader",
            {"type": "external_select", "min_query_length": 0, "placeholder": plain("Search a school")},
        ),
        field(
            "kind",
            "What kind",
            {"type": "static_select", "options": KINDS, "initial_option": KINDS[0]},
            dispatch_action=True,
        ),
        field("day", "Day", {"type": "datepicker", "initial_date": "2026-11-17"}),
        field("time", "Start", {"type": "timepicker", "initial_time": "09:00"}),
        field(
            "minutes",
            "Minutes",
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "600"},
        ),
        field(
            "did",
            "What you did",
            {"type": "multi_static_select", "options": DID, "max_selected_items": 2},
            optional=True,
        ),
        field(
            "present",
            "Was the principal there?",
            {
                "type": "radio_buttons",
                "options": [option("yes", "Yes"), option("partly", "Partly"), option("no", "No")],
            },
        ),
        field(
            "note",
            "Note",
            {"type": "plain_text_input", "multiline": True, "max_length": 1000},
            hint=plain("Only you and Principal 14 can read this."),
        ),
        field(
            "extras",
            "Also",
            {
                "type": "checkboxes",
                "options": [
                    option("follow", "Plan a follow-up", "Asks for a day next"),
                    option("private", "Add a private note"),
                ],
            },
            optional=True,
        ),
    ],
}
MORE: Json = {
    "type": "modal",
    "callback_id": "gallery.more",
    "title": plain("All other fields"),
    "submit": plain("Save"),
    "blocks": [
        field("email", "E-mail", {"type": "email_text_input"}, optional=True),
        field("site", "Web address", {"type": "url_text_input"}, optional=True),
        field("hours", "Hours", {"type": "number_input", "is_decimal_allowed": True}, optional=True),
        field("meet", "Next meeting", {"type": "datetimepicker"}, optional=True),
        field("coach", "Coach", {"type": "users_select"}, optional=True),
        field("team", "Who else", {"type": "multi_users_select"}, optional=True),
        field(
            "where", "Channel", {"type": "conversations_select", "default_to_current_conversation": True}, optional=True
        ),
        field("schools", "Schools", {"type": "multi_external_select", "min_query_length": 2}, optional=True),
        field(
            "rich", "Words", {"type": "rich_text_input", "placeholder": plain("Say it in your words")}, optional=True
        ),
        field("file", "Roster", {"type": "file_input", "filetypes": ["csv", "xlsx"], "max_files": 2}, optional=True),
    ],
}
HOME: list[Json] = [
    {"type": "header", "text": plain("This week")},
    section(
        "*Tue 9:00  Lincoln Elementary*\nLast: 6 days ago · you owe two samples (Thu)",
        button("Brief", "brief", value="1"),
    ),
    section(
        "*Wed 1:00  Harbor Middle*\nNot visited since Nov 4 — second in a row moved", button("Move", "move", value="2")
    ),
    {"type": "divider"},
    {
        "type": "actions",
        "block_id": "filter",
        "elements": [
            {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": plain("District"),
                "options": [option("n", "North"), option("s", "South")],
            },
            {"type": "datepicker", "action_id": "from"},
            button("Log a contact", "log", style="primary"),
        ],
    },
    section("Hours, November: ▇▇▇▇▇▇▁▁▁ 3.0 of 4.5"),
    {"type": "context", "elements": [mrkdwn("Only you see this page. <https://example.org/help|Help>")]},
]
