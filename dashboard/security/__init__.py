"""Recognition of the person who asks, their rights, and the proof that they ask themselves."""
