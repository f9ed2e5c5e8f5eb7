"""The instructor's page: the learners of a course, and a hand on what the host stands in for."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from io import StringIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command, get_commands
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from opaque_keys.edx.keys import CourseKey

from okr_xblock.demo import standin
from okr_xblock.demo.models import DemoEnrollment, DemoStaff
from okr_xblock.demo.platform import StandalonePlatform
from okr_xblock.platform_adapters.base import CourseInfo, UserCourse

platform = StandalonePlatform()

# The host is for a handful of people; whoever fills it for measuring still gets a page.
MAX_LEARNERS = 50

FULL_MARKS = Decimal(100)


@login_required
def learners(request: HttpRequest, course_key: CourseKey) -> HttpResponse:
    """Everybody who is or was in the course, with what a platform would know of them."""
    info = _course_of_staff(request, course_key)
    enrolled = DemoEnrollment.objects.filter(course_key=course_key).values("user_id")
    people = list(User.objects.filter(pk__in=enrolled, is_active=True).order_by("first_name", "pk")[:MAX_LEARNERS])
    pairs = {person.pk: UserCourse(person.pk, course_key) for person in people}
    standings = platform.read_standings(pairs=list(pairs.values()))
    others = User.objects.filter(is_active=True, is_staff=False).exclude(pk__in=enrolled)
    others = others.exclude(pk__in=DemoStaff.objects.filter(course_key=course_key).values("user_id"))
    context = {
        "info": info,
        "rows": [{"person": person, "facts": standings[pairs[person.pk]].facts} for person in people],
        "others": others.order_by("first_name", "pk")[:MAX_LEARNERS],
        "pass_fraction": standin.PASS_FRACTION,
    }
    return render(request, "okr_xblock/demo/learners.html", context)


# Each change is a transaction of its own, and the reconcile that may follow opens its own as well.
@non_atomic_requests
@login_required
@require_POST
def change(request: HttpRequest, course_key: CourseKey, action: str) -> HttpResponse:
    """Do one thing to one learner, say what was done, and show the page again."""
    _course_of_staff(request, course_key)
    act = _ACTIONS.get(action)
    if act is None:
        raise Http404
    user = get_object_or_404(User, pk=_number(request.POST.get("user")), is_active=True)
    try:
        messages.success(request, act(request, user, course_key))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("demo:learners", course_key)


def _course_of_staff(request: HttpRequest, course_key: CourseKey) -> CourseInfo:
    """404 for a course one may not see, 403 for one in which one does not work."""
    info = platform.find_course(user_id=request.user.pk, course_key=course_key)
    if info is None:
        raise Http404
    if not platform.is_course_staff(user_id=request.user.pk, course_key=course_key):
        raise PermissionDenied
    return info


def _number(text: str | None) -> int:
    try:
        return int(text or "")
    except ValueError as error:
        raise Http404 from error


def _enroll(_request: HttpRequest, user: User, course_key: CourseKey) -> str:
    standin.enroll(user=user, course_key=course_key)
    return _("%(name)s is enrolled.") % {"name": user.first_name}


def _unenroll(_request: HttpRequest, user: User, course_key: CourseKey) -> str:
    standin.unenroll(user=user, course_key=course_key)
    return _("%(name)s is no longer enrolled. What was reached is kept.") % {"name": user.first_name}


def _grade(request: HttpRequest, user: User, course_key: CourseKey) -> str:
    typed = request.POST.get("percent", "").strip().removesuffix("%").replace(",", ".")
    problem = ValidationError(_("A grade is a number from 0 to 100."))
    try:
        percent = Decimal(typed)
    except InvalidOperation:
        raise problem from None
    if not percent.is_finite() or not 0 <= percent <= FULL_MARKS:
        raise problem
    row = standin.set_grade(
        user=user, course_key=course_key, grade_fraction=(percent / FULL_MARKS).quantize(Decimal("0.0001"))
    )
    names = {"name": user.first_name}
    if row.is_passing:
        return _("The grade of %(name)s is recorded: passed.") % names
    return _("The grade of %(name)s is recorded: not passed.") % names


def _certify(_request: HttpRequest, user: User, course_key: CourseKey) -> str:
    standin.create_certificate(user=user, course_key=course_key)
    return _("%(name)s has a certificate.") % {"name": user.first_name}


def _revoke(_request: HttpRequest, user: User, course_key: CourseKey) -> str:
    standin.revoke_certificate(user=user, course_key=course_key)
    return _("The certificate of %(name)s is revoked.") % {"name": user.first_name}


def _reset(_request: HttpRequest, user: User, course_key: CourseKey) -> str:
    count = standin.reset_completion(user=user, course_key=course_key)
    told = ngettext(
        "%(count)d completion of %(name)s was deleted.", "%(count)d completions of %(name)s were deleted.", count
    ) % {"count": count, "name": user.first_name}
    if "okr_reconcile" not in get_commands():
        return told
    # It speaks to a terminal, and the page says what there is to say.
    call_command("okr_reconcile", stdout=StringIO(), stderr=StringIO())
    return told + " " + _("A reset tells nobody, so the nightly reconcile was run.")


_ACTIONS: dict[str, Callable[[HttpRequest, User, CourseKey], str]] = {
    "enroll": _enroll,
    "unenroll": _unenroll,
    "grade": _grade,
    "certify": _certify,
    "revoke": _revoke,
    "reset": _reset,
}
