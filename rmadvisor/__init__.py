"""How many customers one Relationship Manager should cover, and which capabilities RMs need: explained and cited."""

from rmadvisor.advisor import Advisor
from rmadvisor.knowledge.answers import UNKNOWN, OneOf, Range
from rmadvisor.knowledge.problems import BadInput
from rmadvisor.reasoning.recommendation import Recommendation

__version__ = "0.1.0"
__all__ = ["UNKNOWN", "Advisor", "BadInput", "OneOf", "Range", "Recommendation", "__version__"]
