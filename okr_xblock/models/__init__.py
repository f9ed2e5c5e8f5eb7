"""The tables. Learner data is keyed by user and course, never kept in block fields."""

from .badges import Award, BadgeRule
from .check_ins import CheckIn, ProgressChange
from .cycles import Cycle
from .fields import NO_COURSE
from .key_results import CourseRequirement, HabitTick, KeyResult, Stage
from .learners import Learner, Submission
from .objectives import Objective
from .standings import CourseStanding, ReconcileRun

__all__ = [
    "NO_COURSE",
    "Award",
    "BadgeRule",
    "CheckIn",
    "CourseRequirement",
    "CourseStanding",
    "Cycle",
    "HabitTick",
    "KeyResult",
    "Learner",
    "Objective",
    "ProgressChange",
    "ReconcileRun",
    "Stage",
    "Submission",
]
