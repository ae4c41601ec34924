from tests.left_out_on_windows import no_links, pytest_collection_modifyitems, pytest_ignore_collect
from tests.patience import give_properties_their_time

give_properties_their_time()

__all__ = ["no_links", "pytest_collection_modifyitems", "pytest_ignore_collect"]
