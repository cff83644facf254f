"""When things happen: thin actors that open a transaction, call one function, commit."""
