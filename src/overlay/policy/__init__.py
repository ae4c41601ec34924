"""What the administrator of a machine sets: settings that users cannot change, and keys only a policy has.

`definitions` says what there is, `stores` reads it from where each system keeps it, `reading` checks it.
"""

from overlay.policy.reading import (
    DEFAULT_WHO,
    Policy,
    PolicySource,
    content_folder,
    read_policy,
    shared_is_safe,
)
from overlay.policy.stores import PolicyStore, machine_store

__all__ = [
    "DEFAULT_WHO",
    "Policy",
    "PolicySource",
    "PolicyStore",
    "content_folder",
    "machine_store",
    "read_policy",
    "shared_is_safe",
]
