"""Our own word to a cabinet: what waits for a person. Promises: each thing is told once, in one
mail."""
