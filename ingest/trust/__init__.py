"""Trust in a sender: what the mailbox's own provider verified, and nothing else.
Promises: a header that readers could understand differently proves nothing."""
