"""The page about sources in the settings window: its forms and words, and the port through which it asks."""
