"""overlay: the right steps for what you are doing, one key away."""

__version__ = "0.1.0"
