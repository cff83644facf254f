"""Cabinets and their people: what letters must say of a cabinet, who may enter, who may forward.
Promises: secrets of people are kept as digests only."""
