"""The panel: everything the agent sees of a guide, in one window that is made once and only ever shown."""

from overlay.ui.panel.window import Panel

__all__ = ["Panel"]
