"""The tables. Learner data is keyed by user and course, never kept in block fields."""

from .badges import Award, BadgeRule
from .beside import Initiative, Kpi, KpiReading
from .check_ins import CheckIn, ProgressChange
from .cycles import Cycle
from .fields import NO_COURSE
from .goals import OrganisationGoal
from .key_results import CourseRequirement, HabitTick, KeyResult, Stage
from .learners import Learner, Submission
from .objectives import Objective
from .site_texts import SiteText
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
    "Initiative",
    "KeyResult",
    "Kpi",
    "KpiReading",
    "Learner",
    "Objective",
    "OrganisationGoal",
    "ProgressChange",
    "ReconcileRun",
    "SiteText",
    "Stage",
    "Submission",
]
