"""What is true: tables, rules, dates, letters; no network, no web framework. Rooms in a strict order."""
