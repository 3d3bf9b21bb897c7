"""Exports of the log as files: rows in, bytes out.

Nothing is written to a disk on the way: there, words in confidence are always sealed.
"""
