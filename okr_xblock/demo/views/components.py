"""Every component of the block in every state, on one page: for whoever changes how something looks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def components(request: HttpRequest) -> HttpResponse:
    """Nobody's data: samples only, so nobody needs to be signed in."""
    return render(request, "okr_xblock/demo/components.html", {})
