"""Cabinets and their people."""
