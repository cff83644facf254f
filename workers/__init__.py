"""Duties and their times: thin actors that open a transaction, call one function, commit."""
