"""Kinds of messages: a person's complaint, or what a machine, a list or a calendar wrote.
Promises: one question a function, one table for their order, each answer with its rule."""
