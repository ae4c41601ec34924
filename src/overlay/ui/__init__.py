"""The windows: panel, pill, palette, tray, settings. The only package besides `app` that draws."""

from overlay.ui.none_guard import keep_none_alive

keep_none_alive()  # before anything paints
