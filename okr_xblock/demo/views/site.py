"""What every site has: its pulse, its files, and what it says when something is wrong."""

from django.contrib.staticfiles.views import serve
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render


@non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """``ok`` as soon as the host serves."""
    return HttpResponse("ok", content_type="text/plain")


@non_atomic_requests
def static_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """
    A file of the block's or the host's look.

    Found where the apps keep it: the host has no `collectstatic`, as it serves nobody but the person in front of it.
    """
    return serve(request, path, insecure=True)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "okr_xblock/demo/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return render(request, "okr_xblock/demo/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500. Asks nothing of the database, which may be what is broken."""
    return render(None, "okr_xblock/demo/500.html", status=500)
