"""`/coachreport`: status reports drafted from the log, finished, read, returned and accepted (form F22)."""
