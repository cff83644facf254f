"""Secrets and blobs, kept whole: keys, sealed values, packs of encrypted blobs.
Promises: what is read is what was written, or IntegrityLost."""
