"""What stands for `%name%` in a rule: lists that belong to who runs it, not to who wrote it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

Placeholders: TypeAlias = Mapping[str, Sequence[str]]
"""Values by name, with Sigma's wildcards."""

PLACEHOLDERS: dict[str, Sequence[str]] = {
    "privileged_accounts": ("root", "administrator", "admin"),
    "inside_networks": (
        *("10.*", "192.168.*", *(f"172.{number}.*" for number in range(16, 32))),
        *("127.*", "169.254.*", "::1", "fc*:*", "fd*:*", "fe80:*"),
    ),
}
"""What is there without any configuration."""
NO_PLACEHOLDERS: Placeholders = MappingProxyType({})
