"""Checks of `reclampro doctor`."""
