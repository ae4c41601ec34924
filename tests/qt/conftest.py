from tests.left_out_on_windows import no_links, pytest_collection_modifyitems, pytest_ignore_collect

__all__ = ["no_links", "pytest_collection_modifyitems", "pytest_ignore_collect"]
