"""Letters: text in, bytes out. Promises: nothing here touches a network or a database."""
