"""A mailbox over IMAP: reach it, list it, fetch it, keep its bytes with our place in it.
Promises: bytes are stored before they are understood, and no message is lost by a failure."""
