"""What a child may use before it is taken for lost."""

# Of CPU: a busy machine makes an honest message wait, and does not make it work. A message
# takes milliseconds; the dearest that we know a third of a second a megabyte.
CPU_SECONDS, CPU_SECONDS_A_MB = 5.0, 1.0
# Of the clock, for what neither works nor answers.
BATCH_SECONDS = 180
MEMORY_BYTES = 1 << 30


def cpu_seconds(size: int) -> float:
    """CPU seconds that reading a message of `size` bytes may take."""
    return CPU_SECONDS + CPU_SECONDS_A_MB * size / 1_000_000
