"""What a child may use before it is taken for lost."""

# A message takes milliseconds; ten seconds is the most a hostile one may.
BATCH_SECONDS = 60
MEMORY_BYTES = 1 << 30
