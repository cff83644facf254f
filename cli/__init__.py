"""The `reclampro` command."""
