"""The embedded servers and our own processes, run as children of one command."""
