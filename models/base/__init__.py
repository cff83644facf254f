"""Foundations of every room: settings, errors, folded words, addresses. Promises: no table, no
database, no network."""
