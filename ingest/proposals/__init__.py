"""Proposals for a draft: numbers, motif, product, priority, telephone, with the words they come
from. Promises: a person decides; nothing here keeps a letter from leaving or lets it leave."""
