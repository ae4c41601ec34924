"""The whole behaviour of the assistant, without Qt.

`step(state, event) → (state, effects)` and `view(state) → PanelView`.
"""
