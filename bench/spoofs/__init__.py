"""Mails that pretend, and their honest twins: what the bench of trust is made of."""
