"""A person's calendar: the page with their link, and the files they asked for."""

from datetime import datetime

from bot.blocks import Block, actions, button, context, divider, header, paragraphs, plain, section
from bot.rules.calendars import Desk, Meeting
from bot.rules.times import at_words

OPEN = "calendar.open"
MAKE = "calendar.make"
CHANGE = "calendar.change"
END = "calendar.end"
ALL = "calendar.file"
ONE = "calendar.visit"
PATH = "/calendar/{token}.ics"

WHAT = (
    "Your visits and meetings can appear in the calendar you already use: when and where, what kind, and who else "
    "comes. Nothing of what is written or said is ever in it."
)
FEED = "A link keeps it up to date by itself. Only you should have it: whoever knows the link sees what it shows."
HOW = (
    "Google Calendar: Other calendars, From URL.",
    "Outlook: Add calendar, Subscribe from web.",
    "Apple Calendar: File, New Calendar Subscription.",
    "Each program looks for changes by itself, some only once a day.",
)
UNREADABLE = "You have a link, but I can't show it anymore. Change it, and you'll see the new one."
NO_FEED = (
    "This Coachlog can't be reached from outside, so it can't offer a link that stays up to date. Whoever runs it can "
    "change that. Until then you can have your calendar as a file."
)
AS_A_FILE = "Or as a file, as it is planned today. Later changes aren't in it."
NOTHING = "No visit or meeting is planned with you yet."
ON_ITS_WAY = "The file comes to you in the conversation with Coachlog."


def invitation_button(visit: int, text: str = "Invitation file", spoken: str = "") -> Block:
    """Asks for one visit as a file, from wherever it is shown."""
    return button(text, ONE, str(visit), spoken=spoken)


def calendar_page(base: str, desk: Desk, now: datetime) -> list[Block]:
    """The page. base: where this server is reached from outside, "" for nowhere."""
    blocks = [section(WHAT), *_link(base, desk.feed), divider(), section(AS_A_FILE)]
    coming = desk.coming(now)
    if not coming:
        return [*blocks, context(NOTHING)]
    blocks += [_row(one, desk.zone) for one in coming]
    return [*blocks, actions([button("My calendar as a file", ALL)])]


def _link(base: str, feed: tuple[int, str | None] | None) -> list[Block]:
    if not base:
        return [section(NO_FEED)]
    if feed is None:
        return [section(FEED), actions([button("Make my link", MAKE, style="primary")])]
    number, token = feed
    shown = [_copied(base + PATH.replace("{token}", token)), *paragraphs(HOW)] if token else [section(UNREADABLE)]
    change = button("Change the link", CHANGE, str(number))
    end = button("End it", END, style="danger")
    return [
        header("Your link"),
        *shown,
        context(FEED),
        actions(
            [
                {**change, "confirm": _sure("Change the link?", "The one you have stops working at once.", "Change")},
                {**end, "confirm": _sure("End the link?", "Your calendar program gets nothing from then on.", "End")},
            ]
        ),
    ]


def _copied(text: str) -> Block:
    """Words to be copied as they are."""
    run = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [run]}


def _sure(title: str, text: str, yes: str) -> Block:
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain("Keep it")}


def _row(one: Meeting, zone: str) -> Block:
    spoken = f"Invitation file for {at_words(one.at, zone)}"
    return section(f"{at_words(one.at, zone)}\n{one.title}", invitation_button(one.id, spoken=spoken))
