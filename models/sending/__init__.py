"""Letters decided, held, sealed and followed until their proof. Promises: none leaves twice, none
to the wrong person, and every reason has its sentence."""
