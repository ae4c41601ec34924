"""The search window: its values and list, the rows, the preview beside them, the keys at its foot."""
