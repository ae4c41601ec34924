"""The windows: panel, pill, palette, tray, settings. The only package besides `app` that draws."""
