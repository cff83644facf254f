"""What is true: tables, rules, dates, money; no network, no web framework."""
