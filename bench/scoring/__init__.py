"""Scorers of the understanding, each with its rule, and the corpora they walk."""
