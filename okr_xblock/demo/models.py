"""
Stand-ins for what a platform keeps of courses and learners: enrolment, grades, certificates, roles, account settings.

Only as much of each as the OKR block asks about. `standin` writes these rows and sends the platform's events with them.
A course is named by its key, never by a foreign key: as on the platform, rows of learners outlive a deleted course.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from opaque_keys.edx.django.models import CourseKeyField


class DemoCourse(models.Model):
    """
    A course that exists. Its content is OLX (see `outline`); deleting the row is deleting the course.

    .. no_pii:
    """

    class Visibility(models.TextChoices):
        OPEN = "open", _("Open: everybody sees it and may join")
        HIDDEN = "hidden", _("Hidden: only its staff and who is enrolled see it")

    course_key = CourseKeyField(max_length=255, unique=True)
    title = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField(default=0)
    visibility = models.CharField(max_length=6, choices=Visibility.choices, default=Visibility.OPEN)

    class Meta:
        ordering = ("position", "title")
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def __str__(self) -> str:
        return self.title


class DemoEnrollment(models.Model):
    """
    A person in a course. Leaving sets `is_active` to false; the row stays, and joining again takes it up.

    .. pii: Which courses a person is in, or was.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = CourseKeyField(max_length=255)
    mode = models.CharField(max_length=100, default="audit")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two requests that join at once must meet in the same row.
            models.UniqueConstraint(fields=("user", "course_key"), name="okr_demo_enrolled_once"),
        ]
        indexes = [models.Index(fields=("course_key", "is_active"), name="okr_demo_enrolled_in")]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class DemoGrade(models.Model):
    """
    The grade of a person in a course, and whether it passes.

    .. pii: A person's grade.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = CourseKeyField(max_length=255)
    grade_fraction = models.DecimalField(
        max_digits=5, decimal_places=4, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    is_passing = models.BooleanField(default=False)
    # As on the platform: the first time it passed, never cleared, so it does not say that it passes now.
    passed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "course_key"), name="okr_demo_graded_once"),
        ]
        verbose_name = _("grade")
        verbose_name_plural = _("grades")

    def __str__(self) -> str:
        return f"grade {self.pk}"


class DemoCertificate(models.Model):
    """
    The certificate of a person in a course. A revoked one stays, with another status.

    .. pii: Whether a person holds a certificate.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    class Status(models.TextChoices):
        """Those of the platform's statuses that the host uses, spelled as there."""

        DOWNLOADABLE = "downloadable", _("Issued")
        NOT_PASSING = "notpassing", _("Revoked: the grade does not pass")
        UNAVAILABLE = "unavailable", _("Revoked")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = CourseKeyField(max_length=255)
    status = models.CharField(max_length=32, choices=Status.choices)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "course_key"), name="okr_demo_certified_once"),
        ]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return f"certificate {self.pk}"


class DemoStaff(models.Model):
    """
    A person who works in a course.

    .. pii: Which courses a person teaches.
    .. pii_types: other
    .. pii_retirement: local_api
    """

    class Role(models.TextChoices):
        INSTRUCTOR = "instructor", _("Instructor")
        STAFF = "staff", _("Staff")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    course_key = CourseKeyField(max_length=255)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.STAFF)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "course_key", "role"), name="okr_demo_staff_once"),
        ]
        verbose_name = _("course role")
        verbose_name_plural = _("course roles")

    def __str__(self) -> str:
        return f"course role {self.pk}"


class DemoProfile(models.Model):
    """
    What a person chose in their account settings.

    .. pii: Time zone.
    .. pii_types: location
    .. pii_retirement: local_api
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="demo_profile")
    time_zone = models.CharField(max_length=64, null=True, blank=True, help_text=_("For example Africa/Lagos."))

    class Meta:
        verbose_name = _("account settings")
        verbose_name_plural = _("account settings")

    def __str__(self) -> str:
        return f"account settings {self.pk}"
