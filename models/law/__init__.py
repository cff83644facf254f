"""What the law counts: working days, deadlines, regimes."""
