"""What every room may lean on: settings, errors, folded words, addresses. Promises: no table, no
database, no network."""
