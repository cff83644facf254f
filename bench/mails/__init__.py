"""French mails of our own invention: people, words, files, and how clients write them."""
