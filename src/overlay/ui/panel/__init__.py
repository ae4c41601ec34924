"""The panel: everything the agent sees of a guide, in one window that is created once and then only shown or hidden."""

from overlay.ui.panel.window import Panel

__all__ = ["Panel"]
