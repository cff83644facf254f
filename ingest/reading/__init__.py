"""One message understood: who complains, since when, about what, with which documents.
Promises: never raises; every field says how sure it is and from where it was taken."""
