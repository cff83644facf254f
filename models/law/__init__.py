"""The law's counts: working days, deadlines, regimes. Promises: pure functions of dates, each
with its article."""
