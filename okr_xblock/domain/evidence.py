"""What can move a key result. An evidence line names one of these, never just a number."""

from enum import StrEnum


class Cause(StrEnum):
    """Why progress is what it is; kept with every movement and every badge."""

    CHECK_IN = "check_in"
    REVISION = "revision"
    LINKED = "linked"
    COMPLETION = "completion"
    GRADE = "grade"
    PASSING = "passing"
    CERTIFICATE = "certificate"
    CERTIFICATE_REVOKED = "certificate_revoked"
    ENROLLED = "enrolled"
    UNENROLLED = "unenrolled"
    RECONCILED = "reconciled"
    BADGE_RULE = "badge_rule"
    """A rule that came after what it is given for; it moves nothing."""

    @property
    def is_from_platform(self) -> bool:
        """Whether the platform confirmed it; what the learner reported is theirs alone."""
        return self not in {Cause.CHECK_IN, Cause.REVISION, Cause.BADGE_RULE}
