"""Complaints: the file, its people, its history, its documents."""
