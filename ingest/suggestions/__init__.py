"""What a complaint seems to be about, how urgent, and where to call: with the words it comes from."""
