"""Roster files: from bytes to rows, every rule about them, what they would change, and the report of it."""
