"""A cabinet's mailboxes and the account of what came in. Promises: every message found on a
server has become something."""
