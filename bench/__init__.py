"""Ratios to a plain Bolt app on the same machine, in one run: `make bench`."""
