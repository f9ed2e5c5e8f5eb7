"""Addresses of the standalone host."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.i18n import set_language

from . import converters
from .views import components, entry, handlers, learning, site, teaching

register_converter(converters.CourseKeyConverter, "course_key")
register_converter(converters.UsageKeyConverter, "usage_key")

demo_patterns = [
    path("", entry.start, name="start"),
    path("enter/<slug:role>/", entry.enter, name="enter"),
    path("leave/", entry.leave, name="leave"),
    path("courses/", learning.course_list, name="courses"),
    path("courses/<course_key:course_key>/", learning.course, name="course"),
    path("courses/<course_key:course_key>/join/", learning.join, name="join"),
    path("courses/<course_key:course_key>/units/<usage_key:usage_key>/", learning.unit, name="unit"),
    path("courses/<course_key:course_key>/units/<usage_key:usage_key>/finish/", learning.finish, name="finish"),
    path("instructor/<course_key:course_key>/", teaching.learners, name="learners"),
    path("instructor/<course_key:course_key>/<slug:action>/", teaching.change, name="change"),
    # A suffix is whatever a block makes of it; none, and no last slash, is what most addresses look like.
    path("handler/<usage_key:usage_key>/<str:handler>", handlers.handle, name="handler"),
    path("handler/<usage_key:usage_key>/<str:handler>/", handlers.handle),
    path("handler/<usage_key:usage_key>/<str:handler>/<path:suffix>", handlers.handle),
    path("resource/<str:block_type>/<path:uri>", handlers.resource, name="resource"),
    path("components/", components.components, name="components"),
    path("healthz", site.healthz, name="healthz"),
]

urlpatterns = [
    path("", include((demo_patterns, "demo"))),
    path("okr/", include("okr_xblock.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    # Nobody here has a password: whoever is to log in chooses who to be.
    path("admin/login/", entry.start),
    path("admin/", admin.site.urls),
    path("static/<path:path>", site.static_file),
]

handler403 = site.forbidden
handler404 = site.not_found
handler500 = site.broken
