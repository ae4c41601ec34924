"""Controls painted by hand from the theme: fast to show, the same on every platform, real widgets for screen readers."""
