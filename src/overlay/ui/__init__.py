"""The windows: panel, pill, palette, tray, settings. The only package besides `app` that draws."""

from overlay.ui.immortal import make_immortal

make_immortal()  # before anything paints
