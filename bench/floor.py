"""The floor for any program: a bare X window with its text in a background pixmap, mapped by an XGrabKey. No toolkit."""

from __future__ import annotations

from Xlib import XK, X, display

LINES = tuple(f"Step {number}: open the case and check the refund amount" for number in range(1, 13))


def main() -> None:
    connection = display.Display()
    screen = connection.screen()
    root = screen.root
    window = root.create_window(700, 100, 420, 300, 0, screen.root_depth, override_redirect=True)
    picture = root.create_pixmap(420, 300, screen.root_depth)
    context = picture.create_gc(foreground=0xFAFAFA, background=0xFAFAFA)
    picture.fill_rectangle(context, 0, 0, 420, 300)
    context.change(foreground=0x102030)
    for number, line in enumerate(LINES):
        picture.draw_text(context, 12, 24 + number * 22, line.encode())
    window.change_attributes(background_pixmap=picture)
    key = connection.keysym_to_keycode(XK.string_to_keysym("g"))
    root.grab_key(key, X.ControlMask | X.Mod1Mask, True, X.GrabModeAsync, X.GrabModeAsync)
    connection.flush()
    shown = False
    while True:
        if connection.next_event().type == X.KeyPress:
            shown = not shown
            if shown:
                window.configure(stack_mode=X.Above)
                window.map()
            else:
                window.unmap()
            connection.flush()


if __name__ == "__main__":
    main()
