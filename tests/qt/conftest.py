from tests.left_out_on_windows import pytest_collection_modifyitems, pytest_ignore_collect

__all__ = ["pytest_collection_modifyitems", "pytest_ignore_collect"]
