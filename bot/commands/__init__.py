"""The commands of `coachlog`, a file for each group. Composition, like bot.app: they put the parts together."""
