"""Received messages made ready to be looked at, in the process that reads them.
Promises: nothing active, nothing from afar."""
