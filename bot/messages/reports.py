"""Status reports in words: the ids of their buttons, and what stands on Homes.

A button's value is the row it is about: a report, a section or a line of one; of LIST a program, or nothing.
"""

OPEN = "report.open"  # value: the report, or nothing for the one that is due; each reader gets their own page of it
LIST = "report.list"  # value: the program, or nothing; coordinators and lead coaches
SECTION = "report.section"  # value: the section; the coach's form
OVERALL = "report.overall"
PREVIEW = "report.preview"  # value: the report; as the coordinator will see it
SUBMIT = "report.submit"  # value: the report; from a message, once every school is ready
UNDO = "report.undo"  # value: the report; takes a submission back
ACCEPT = "report.accept"  # value: the report
RETURN = "report.return"  # value: the report; asks for a comment
EXCUSE = "report.excuse"  # value: the report
TAKE = "report.take"  # value: the concern; a coordinator says that they will take it
LEADER_OK = "report.leader_ok"  # value: the section; the leader's key
LEADER_WRONG = "report.leader_wrong"  # value: the section
FIGURES = "report.figures"  # value: the section; the contacts behind its numbers
