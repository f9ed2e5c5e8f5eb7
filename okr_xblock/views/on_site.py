"""
The site's door: "My OKRs" across all courses, at /okr/.

The same dispatcher as the block's, without a course. Pages have addresses of their own here and are whole before any
script ran; what changes something is posted, with Django's token and a header that a foreign page cannot send.
"""

import re
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.transaction import non_atomic_requests
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from .context import ACTION, LEARNER_HEADER, Answer, BoardContext, addresses_like, link_values
from .dispatch import ABOVE_THE_BOARD, PAGES, dispatch, open_page, too_large
from .in_block import ALLOWED_HEADER

_TITLES = {
    "board": gettext_lazy("My OKRs"),
    "objective": pgettext_lazy("okr", "One objective"),
    "write": gettext_lazy("Write an objective"),
    "check_in_due": gettext_lazy("Check in"),
    "closing": gettext_lazy("Close an objective"),
    "look_back": gettext_lazy("Earlier cycles"),
    "badges": gettext_lazy("My badges"),
}
_PAGE_NAME = re.compile(r'data-okr-page="(\w+)"')


# Both outside any transaction, as the block's handler is: what writes opens its own, and what reads locks nothing.
@non_atomic_requests
@cache_control(no_store=True)
@require_safe
def page(request: HttpRequest, page: str) -> HttpResponseBase:
    """One of `PAGES` by its address; parameters stand in the query. Whoever is not signed in is asked to do that."""
    if page not in PAGES:
        raise Http404
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    context = _context(request)
    answer = open_page(context=context, page=page, query=request.GET)
    # Scripts read it from its cookie.
    get_token(request)
    values = {
        **link_values(context),
        "base": settings.OKR_PAGE_BASE,
        "title": _title(page),
        "is_board": page == "board",
        "is_refused": answer.headers == ABOVE_THE_BOARD,
        "body": answer.html,
    }
    return render(request, "okr_xblock/site.html", values, status=answer.status)


@csrf_exempt
@non_atomic_requests
@cache_control(no_store=True)
@require_POST
def do(request: HttpRequest, action: str) -> HttpResponse:
    """
    Do what `action` names and answer with HTML, as the block's handler does.

    Whoever looks for Django's token reads the form first, and outside of this view a form that is too large would be
    refused on a page of Django's own. So it is looked for in here.
    """
    try:
        return _do(request, action)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return _response(too_large(_context(request)))


@csrf_protect
def _do(request: HttpRequest, action: str) -> HttpResponse:
    if not request.headers.get(ALLOWED_HEADER):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if not request.user.is_authenticated:
        return HttpResponse(_("Sign in to write and see your own OKRs."), status=HTTPStatus.UNAUTHORIZED)
    answer = dispatch(
        context=_context(request),
        action=action,
        body=_form_of(request),
        made_for=request.headers.get(LEARNER_HEADER),
    )
    return _response(answer)


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(_titled(answer), status=answer.status, headers=dict(answer.headers))


def _context(request: HttpRequest) -> BoardContext:
    address = reverse("okr:do", args=[ACTION])
    return BoardContext(user_id=request.user.pk, course_key=None, url_for=addresses_like(address))


def _form_of(request: HttpRequest) -> bytes:
    """What was sent. Files are no form of ours: whoever looked for the token has read them, and nothing is left."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def _title(page: str) -> str:
    return str(_TITLES[page])


def _titled(answer: Answer) -> str:
    """The answer; a whole page with its title before it, which htmx gives to the window."""
    name = _PAGE_NAME.search(answer.html[:500])
    if name is None or name[1] not in _TITLES:
        return answer.html
    return format_html("<title>{}</title>", _title(name[1])) + answer.html
