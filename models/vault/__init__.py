"""What is kept secret and whole: keys, sealed values, packs of encrypted blobs."""
