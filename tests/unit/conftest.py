from hypothesis import settings

from tests.left_out_on_windows import no_links, pytest_collection_modifyitems, pytest_ignore_collect

# How long an example of a property takes says something about the machine, not about the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

__all__ = ["no_links", "pytest_collection_modifyitems", "pytest_ignore_collect"]
