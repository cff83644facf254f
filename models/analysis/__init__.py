"""Findings that the analysis of a mail hands over about each complaint in it, as plain data.
Promises: importable where there is no database."""
