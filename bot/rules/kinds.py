"""Every kind of thing that the assistant says of its own accord: ALL, in the order of messages."""

from dataclasses import dataclass

from bot.rules.plainkinds import PLAIN_KINDS

COACH, LEADER = "coach", "leader"
LEAD_COACH = "lead_coach"
LEADS = ("coordinator", LEAD_COACH, "office", "admin")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of nudge.

    label: as settings list it; why: what its reader is told; ladder: what comes when, a nudge's rung is the place in
    it, from 0; roles: whom it is for; timed: it has an hour of its own, the others come together at the person's hour;
    counts: towards the weekly limit, and it waits while school is closed; those that don't belong to a visit or are
    what another person asked; fleeting: of no use after its hour, so nobody can have it later; locked: why it can't be
    stopped, "" where it can; first: where a week is full it comes before what is worth less, as all locked ones do;
    kept: the last weekday, 0 is Monday, until which one of the week's messages is kept for it.
    """

    id: str
    label: str
    why: str
    ladder: tuple[str, ...]
    roles: tuple[str, ...]
    timed: bool = False
    counts: bool = True
    fleeting: bool = False
    locked: str = ""
    first: bool = False
    kept: int | None = None

    @property
    def comes_first(self) -> bool:
        """Whether what is worth less gives way to it."""
        return self.first or bool(self.locked)


ALL = (
    Kind(
        "back",
        "What came while you were away",
        "You were away. What still matters comes once, together.",
        ("The first morning you are back.",),
        (),  # comes with the others, so there is nothing to stop
    ),
    Kind(
        "proposal",
        "Times offered to you",
        "Somebody you work with offers a time and waits for your answer.",
        ("As soon as it is offered.",),
        (COACH, LEADER),
        timed=True,
        counts=False,
        fleeting=True,
        locked="It is a person who asks, not me.",
    ),
    Kind(
        "brief",
        "The brief before a visit",
        "What both of you promised is easiest to keep in mind just before you meet.",
        ("30 minutes before a visit.",),
        (COACH,),
        timed=True,
        counts=False,
        fleeting=True,
    ),
    Kind(
        "card",
        "The card after a visit",
        "A contact takes a minute to log while it is fresh; the card opens the form filled in.",
        ("15 minutes after a visit.",),
        (COACH,),
        timed=True,
        counts=False,
    ),
    Kind(
        "tile",
        "Thursday's list of visits",
        "Each school is promised a weekly visit. This asks what became of those that nothing is known of.",
        ("Thursday at 3:00 PM, where a visit isn't logged.", "A week later your coordinators see how many, no more."),
        (COACH,),
        timed=True,
        locked="Your program promises each school a weekly visit, so a visit nobody knows of is asked about once.",
        kept=3,
    ),
    Kind(
        "unlogged",
        "Visits not logged yet",
        "Memory fades: a visit is over and nothing is logged.",
        (
            "4 hours after the visit.",
            "The next school morning.",
            "In Thursday's list.",
            "After Thursday your coordinators see how many visits are open, no more.",
        ),
        (COACH,),
    ),
    Kind(
        "step_due",
        "Next steps you promised",
        "You promised each other. This stays between the two of you.",
        (
            "Two school days before the day.",
            "On the day.",
            "Two days after.",
            "A week after. Then it is on top of your next visit's form. It never goes beyond the two of you.",
        ),
        (COACH, LEADER),
    ),
    Kind(
        "unbooked",
        "Nothing is booked",
        "Nothing is booked for the next 14 days, and that is how coaching stalls.",
        ("To both of you.", "5 days later, to the coach.", "10 days later your coordinators are asked to help."),
        (COACH, LEADER),
    ),
    Kind(
        "quiet_pair",
        "No contact for a while",
        "Your program's rule is that no leader goes long without a contact.",
        (
            "After 14 days without a contact, to the coach.",
            "After 21 days, to the coach and the lead coach.",
            "After 30 days the coordinators are asked to call.",
        ),
        (COACH, LEAD_COACH),
        locked="Your program's rule is that no leader goes long without a contact.",
    ),
    Kind(
        "hours_short",
        "Hours that fall short",
        "At this pace the month ends below the hours that were promised.",
        (
            "On the 20th.",
            "On the last school day of the month.",
            "On the 1st.",
            "Two months far below: your coordinators are asked to help.",
        ),
        (COACH, LEADER),
        first=True,
    ),
    Kind(
        "month_sheet",
        "Last month's sheet",
        "What you log is part of the portfolio, month by month.",
        ("On the 1st, for each leader something is logged with.",),
        (COACH,),
    ),
    Kind(
        "barrier_open",
        "Something in the way",
        "Something has been in the way of a next step for 14 days.",
        ("To both of you, once. Only you can ask the program for help.",),
        (COACH, LEADER),
    ),
    Kind(
        "monday_coach",
        "Your week, on Mondays",
        "Your visits, what is overdue and what is unfinished, before the week begins.",
        ("Monday at 7:30 AM.",),
        (COACH,),
        timed=True,
        first=True,
        kept=6,
    ),
    Kind(
        "monday_leader",
        "What is due this week, on Mondays",
        "What is due from you this week, so that nothing surprises you.",
        ("Monday at 7:45 AM, only if something is due.",),
        (LEADER,),
        timed=True,
        first=True,
    ),
    Kind(
        "prompt",
        "A question to think about",
        "Your thinking time: one question, and your answer is yours alone.",
        ("Every other Wednesday at 3:30 PM.", "Once more after 48 hours. Then it is gone."),
        (LEADER,),
        timed=True,
    ),
    Kind(
        "craft",
        "A question about your coaching",
        "Your thinking time about your own coaching: one question, and your answer stays yours alone.",
        ("Every other Friday at 3:30 PM.",),
        (COACH,),
        timed=True,
    ),
    Kind(
        "report_draft",
        "The draft of your status report",
        "Your report is drafted from your log two days before the period ends, so that finishing it takes a minute.",
        ("On the 13th and the 27th at 9:00 AM.",),
        (COACH,),
        timed=True,
        first=True,
    ),
    Kind(
        "report_due",
        "Status reports that are due",
        "Your program needs a report from you twice a month.",
        ("Two hours before it is due.",),
        (COACH,),
        timed=True,
        locked="A report twice a month is part of what your program agreed on.",
    ),
    Kind(
        "report_late",
        "Status reports that are late",
        "A report was due and isn't in.",
        (
            "The next business day, to the coach.",
            "Two business days after, to the coach.",
            "Three business days after, a coordinator sees who it is.",
            "Five business days after, a coordinator is asked to call.",
        ),
        (COACH, *LEADS),
        locked="A report twice a month is part of what your program agreed on.",
    ),
    Kind(
        "report_waiting",
        "Status reports that wait to be read",
        "Coaches stop writing what nobody reads.",
        ("After three business days, to one coordinator.", "After six, to the next one."),
        LEADS,
        locked="A coach wrote it and waits for an answer.",
    ),
    Kind(
        "concern_flag",
        "Flags raised by coaches",
        "A coach asks you to look at a pair, or to call, within two business days.",
        ("At once, to one coordinator.", "After two business days, to a second one."),
        LEADS,
        timed=True,
        counts=False,
        locked="It is a coach who asks, not me.",
    ),
    *(Kind(*one) for one in PLAIN_KINDS),
)
