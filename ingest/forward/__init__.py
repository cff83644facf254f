"""Messages found inside a text: the layouts of mail programs, and who wrote what.
Promises: a new layout is one line of a table."""
