"""Packs: format, generations, lookup, search, install."""
