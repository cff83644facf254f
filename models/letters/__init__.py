"""Letters: text in, bytes out; nothing here touches a network or a database."""
