"""From the bytes of a message to a draft: rooms in a strict order, each knows those below it."""
