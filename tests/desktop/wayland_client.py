"""A native Wayland program for the tests: a text field. Its titles come line by line on stdin; what is typed goes to stdout.

python wayland_client.py APP_ID TITLE
"""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication, QPlainTextEdit

app = QApplication([sys.argv[1]])  # the name X11 programs go by
app.setDesktopFileName(sys.argv[1])
field = QPlainTextEdit()
field.setWindowTitle(sys.argv[2])
field.textChanged.connect(lambda: print(field.toPlainText(), flush=True))


def read() -> None:
    line = sys.stdin.readline()
    if line:
        field.setWindowTitle(line.rstrip("\n"))
    else:
        app.quit()


notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
notifier.activated.connect(read)
field.show()
app.exec()
