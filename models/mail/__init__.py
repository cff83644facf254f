"""Mailboxes, what came in, and every letter that goes out."""
