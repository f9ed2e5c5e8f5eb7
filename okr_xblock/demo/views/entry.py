"""Coming in and going out."""

from ipaddress import ip_address

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from okr_xblock.demo.seed import PEOPLE, Person


def start(request: HttpRequest) -> HttpResponse:
    """What this is, and who one may be in it."""
    context = {"people": PEOPLE, "next": _next_page(request)}
    return render(request, "okr_xblock/demo/start.html", context)


@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    """
    Become one of the people of this host. No password: only for whoever sits at this computer.

    Goes on to where the visitor wanted to go, else to where this person would begin.
    """
    if not _is_from_here(request):
        raise PermissionDenied
    person = _person(role)
    user = get_object_or_404(User, username=person.username, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    first_page = "admin:index" if person.is_administrator else "demo:courses"
    return redirect(_next_page(request) or first_page)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Be nobody again."""
    logout(request)
    return redirect("demo:start")


def _person(role: str) -> Person:
    for person in PEOPLE:
        if person.role == role:
            return person
    raise Http404


def _next_page(request: HttpRequest) -> str:
    """The page that the visitor was sent from, if it is one of this host; else nothing."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else ""


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the request comes from this computer; one through a socket file has no address and does."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        return not address or ip_address(address).is_loopback
    except ValueError:
        return False
