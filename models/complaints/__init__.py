"""Complaints from draft to closing: every verb that a person or a mail does to one.
Promises: whatever changes a complaint records an event in the same transaction."""
