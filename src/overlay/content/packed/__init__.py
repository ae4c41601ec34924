"""Packs as files: the built pack, its two-level index, what changes one into the next, and both read at random."""
