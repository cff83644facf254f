"""Every table of the database, its columns and the codes they hold. Promises: rows carry no policy."""
