"""The store that desks read: how packs become one immutable generation, and which generation is in use."""
