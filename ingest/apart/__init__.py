"""Examining messages in a process apart, so that what kills a reader costs only itself."""
