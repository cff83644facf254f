"""Bytes as a tree of parts: headers, texts, files and their places. Promises: no shape of a
message makes it raise or cost more than its size, and nothing here knows what a complaint is."""
