"""How many customers one Relationship Manager should cover, and which capabilities RMs need: explained and cited."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rmadvisor.advisor import Advisor
    from rmadvisor.knowledge.answers import UNKNOWN, OneOf, Range
    from rmadvisor.knowledge.problems import BadInput
    from rmadvisor.reasoning.recommendation import Recommendation

__version__ = "0.1.0"
__all__ = ["UNKNOWN", "Advisor", "BadInput", "OneOf", "Range", "Recommendation", "__version__"]

_HOMES = {
    "Advisor": "rmadvisor.advisor",
    "UNKNOWN": "rmadvisor.knowledge.answers",
    "OneOf": "rmadvisor.knowledge.answers",
    "Range": "rmadvisor.knowledge.answers",
    "BadInput": "rmadvisor.knowledge.problems",
    "Recommendation": "rmadvisor.reasoning.recommendation",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for on first use: a command should not pay for rooms that it does not enter."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rmadvisor' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
