"""From an analysis to its verdict: a draft, a follow-up, a copy, ignored by a rule, or set aside.
Promises: one transaction a batch; a message that is taken in twice opens one draft."""
