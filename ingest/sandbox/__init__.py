"""Analysis of messages in a child process: the one door to hostile bytes.
Promises: what kills or delays a reader costs only itself; no database is reachable here."""
