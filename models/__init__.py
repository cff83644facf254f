"""The facts of the service: tables, rules, dates, letters. Rooms in a strict order.
Promises: no network, no web framework."""
