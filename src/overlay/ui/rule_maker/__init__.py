"""Making a rule for the window in front: its title taken apart, and the front matter that comes of it."""
