"""What people are told of status reports in messages, by values: a card a day, receipts, what is urged."""

from datetime import date, timedelta
from typing import Any

from bot.messages import reportcards as cards
from bot.messages import reportdays as days
from bot.messages import reportlists as lists
from bot.messages import reportnudges
from bot.messages import reportpages as pages
from bot.messages import reports as words
from bot.messages.nudges import bundle
from bot.rules import reports as rules
from bot.rules.periods import period_of
from tests.bot.reporting import NOW, PERIOD, report, section, submitted
from tests.bot.slacks_limits import HOSTILE, posts, texts

BESIDE = pages.Beside()


def said(piece: Any) -> str:
    return "\n".join(texts(piece, buttons=True))


def came(number: int, coach: str, **changes: Any) -> rules.Report:
    return submitted(section(1, concern=changes.pop("concern", "none")), id=number, coach=coach, **changes)


def test_a_card_follows_its_report() -> None:
    new = cards.card(submitted(), NOW)
    assert new.text.startswith(
        "Status report, Coach C, Nov 1–15: submitted Tue, Nov 17, 9:35 AM.\n2 schools: 2 on track"
    )
    assert [one["text"]["text"] for one in new.blocks[1]["elements"]] == ["Read", "Accept", "Return…"]
    over = submitted(state=rules.ACCEPTED, decided_at=NOW, decided_by="Ann")
    assert [one["text"]["text"] for one in cards.card(over, NOW).blocks[1]["elements"]] == ["Read", "Undo acceptance…"]
    assert said(cards.card(over, NOW + timedelta(days=2)).blocks[1:]) == "Read"
    assert "accepted Tue, Nov 17, 10:35 AM by Ann" in cards.card(over, NOW).text
    back = report(state=rules.RETURNED, decided_at=NOW, decided_by="Ann", comment="What next?", sections=())
    assert len(cards.card(back, NOW).blocks) == 1
    assert "“What next?”" in cards.card(back, NOW).text


def test_a_coach_is_told_once_how_a_report_stands() -> None:
    first, back = submitted(reads="coach"), report(state=rules.RETURNED, times=1, decided_by="Ann", comment="Why?")
    again = submitted(reads="coach", times=2, decided_by="Ann", comment="Why?")
    assert "Take it back" in said(cards.done(first, NOW, 1).blocks)
    for piece in (cards.done(back, NOW, 1), cards.done(again, NOW, 1)):
        assert said(piece.blocks) == "Submitted: status report, Nov 1–15. It came back since."
    assert cards.done(again, NOW, 2).text.startswith("Submitted again: status report, Nov 1–15, 2 schools.")
    assert "Finish" in said(cards.done(back, NOW, 2).blocks), "it was taken back"
    told = cards.decided(again, NOW, rules.RETURNED)
    assert told is not None
    assert said(told.blocks) == "Ann returned your status report, Nov 1–15. You submitted it again.\n“Why?”"


def test_what_came_on_a_day_is_one_card_with_the_most_urgent_first() -> None:
    found = [
        came(1, "Coach A"), came(2, "Coach B", concern="watch"), came(3, "Coach D", concern="call", edition=9),
        *(came(number, f"Coach {number}") for number in range(4, 8)),
        came(8, "Coach E", state=rules.ACCEPTED, decided_by="Ann"),
    ]  # fmt: skip
    told = days.day_card(found, NOW.date(), NOW)
    assert posts(told)
    assert told.text.startswith(
        "8 status reports for Nov 1–15 came on Tue, Nov 17: 7 to read, 1 accepted.\nCoach D · 9:35"
    )
    assert "Please call me: School 1\nCoach B · 9:35 AM" in told.text
    assert told.text.endswith("And 2 more to read.\nAccepted by Ann: Coach E.")
    assert all(line in said(told.blocks) for line in told.text.split("\n"))
    assert [one.get("style") for one in told.blocks[1]["elements"]] == ["primary", None]
    row = told.blocks[3]
    assert (row["block_id"], row["accessory"]["options"][1]["value"]) == ("report_card.9.3", "accept.3")
    older = [came(1, "Coach A"), came(2, "Coach A", period=period_of(date(2026, 10, 20)), school="Ash")]
    both = days.day_card(older, NOW.date(), NOW)
    assert "Coach A, Oct 16–31, Ash · 9:35 AM" in both.text
    assert "status reports came on" in both.text
    assert posts(days.day_card([came(number, HOSTILE, school=HOSTILE) for number in range(20)], NOW.date(), NOW))
    assert "went back to its coach" in days.day_card([], NOW.date(), NOW).text


def test_who_decided_is_led_to_the_next() -> None:
    over = submitted(state=rules.ACCEPTED, decided_at=NOW, decided_by="Ann")
    view = pages.reading_page(over, NOW, 0, "", pages.Beside(further=(came(9, "Coach D"), 3)))
    assert "3 more to read.\nNext to read: Coach D, Nov 1–15" in said(view["blocks"])
    assert "Nothing else waits to be read." in said(pages.reading_page(over, NOW, 0, "", BESIDE)["blocks"])
    waiting = pages.reading_page(submitted(), NOW, 0, "", pages.Beside(further=(came(9, "Coach D"), 3)))
    assert "Next to read" not in said(waiting["blocks"])


def test_at_most_one_button_of_a_list_is_urged() -> None:
    waiting = [submitted(id=number) for number in (1, 2, 3)]
    listed = lists.list_page(waiting, PERIOD, "all", period_of(NOW.date()), 0, NOW, "")
    own = lists.mine_page([report(id=number) for number in (1, 2)], NOW, 0, "")
    for blocks in (listed["blocks"], own["blocks"], words.on_coach_home([(1, "One"), (2, "Two")])):
        assert str(blocks).count("'style': 'primary'") == 1


def test_a_message_of_several_things_urges_one_and_asks_before_it_excuses() -> None:
    away = report(reads="coordinator", sections=())
    pieces = [reportnudges.waiting(submitted(), NOW.date(), second=False) for _ in range(3)]
    told = bundle(5, [*pieces, reportnudges.late_to_coordinator(away, 3, call=False)])
    assert posts(told)
    assert str(told.blocks).count("'style': 'primary'") == 1
    excuse = next(block for block in told.blocks if "3 business days late" in str(block))["accessory"]
    assert excuse["confirm"] == lists.SURE
