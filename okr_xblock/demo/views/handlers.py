"""What blocks answer by themselves: their handlers, and files that their classes give away."""

from io import BytesIO
from mimetypes import guess_type

from django.db.transaction import non_atomic_requests
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from opaque_keys.edx.keys import UsageKey
from webob import Request, Response
from xblock.exceptions import DisallowedFileError, NoSuchHandlerError, NoSuchUsage

from okr_xblock.demo.blocks import PlaceholderBlock, block_class
from okr_xblock.demo.runtime import DemoRuntime


# As on the platform: outside any transaction, so a block must open its own.
@non_atomic_requests
@csrf_exempt
def handle(request: HttpRequest, usage_key: UsageKey, handler: str, suffix: str = "") -> HttpResponse:
    """
    Hand the request to a block's handler.

    As on the platform, a POST needs the CSRF token and somebody who is logged in; a GET needs neither; and nobody looks
    whether that person is enrolled. All of that is for the block to refuse.
    """
    # Before the token is looked for, which would read a form and leave nothing for the block.
    body = request.body
    return _checked(request, usage_key, handler, suffix, body)


@csrf_protect
def _checked(request: HttpRequest, usage_key: UsageKey, handler: str, suffix: str, body: bytes) -> HttpResponse:
    if request.method != "GET" and not request.user.is_authenticated:
        return HttpResponseForbidden("Unauthenticated", content_type="text/plain")
    runtime = DemoRuntime(request.user, usage_key.context_key)
    try:
        block = runtime.get_block(usage_key)
        answer = runtime.handle(block, handler, _webob_request(request, body), suffix)
    except (NoSuchUsage, NoSuchHandlerError) as error:
        raise Http404 from error
    return _django_response(answer)


@non_atomic_requests
def resource(request: HttpRequest, block_type: str, uri: str) -> HttpResponseBase:  # noqa: ARG001
    """A file that the class of this kind of block gives away, and no other."""
    found = block_class(block_type)
    if found is PlaceholderBlock:
        raise Http404
    try:
        opened = found.open_local_resource(uri)
    except (DisallowedFileError, FileNotFoundError, NotImplementedError) as error:
        raise Http404 from error
    return FileResponse(opened, content_type=guess_type(uri)[0] or "application/octet-stream")


def _webob_request(request: HttpRequest, body: bytes) -> Request:
    """The request in the shape that handlers take. XBlock's own helper needs packages that XBlock does not bring."""
    return Request({**request.META, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})


def _django_response(answer: Response) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status_code)
    for name, value in answer.headerlist:
        response[name] = value
    return response
