"""Envelopes around messages and files: winmail.dat, .msg, S/MIME, .eml sent as a file.
Promises: what cannot be opened is kept whole, and said to be closed."""
