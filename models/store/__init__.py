"""The database and the blobs as a process holds them: sessions behind the wall, roles, keys.
Promises: no query sees another cabinet's rows."""
