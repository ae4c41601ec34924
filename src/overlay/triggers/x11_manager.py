"""Which window manager runs, for a report: over a connection of its own that is closed at once."""

from __future__ import annotations

from Xlib import X, display, error

from overlay.errors import BackendUnavailableError


def manager_name(display_name: str) -> str:
    """Return the name of the window manager, "" when none says it (EWMH, `_NET_SUPPORTING_WM_CHECK`).

    Raises BackendUnavailableError when the display does not let us in.
    """
    try:
        x = display.Display(display_name)
    except (error.DisplayError, OSError) as problem:
        raise BackendUnavailableError(
            f"the display {display_name} does not answer ({type(problem).__name__})"
        ) from problem
    try:
        own = x.screen().root.get_full_property(x.intern_atom("_NET_SUPPORTING_WM_CHECK"), X.AnyPropertyType)
        if own is None or not own.value:
            return ""
        named = x.create_resource_object("window", own.value[0]).get_full_property(
            x.intern_atom("_NET_WM_NAME"), X.AnyPropertyType
        )
        if named is None:
            return ""
        value = named.value
        return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip()
    except error.XError:
        return ""
    finally:
        x.close()
