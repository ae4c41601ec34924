"""Why this guide fits and others do not: the window, and its texts."""
