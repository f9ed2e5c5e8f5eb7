"""The pages outside the block, under /okr/."""

from django.urls import URLPattern, URLResolver, path

from .views import on_site

app_name = "okr"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", on_site.page, {"page": "board"}, name="page"),
    path("do/<slug:action>", on_site.do, name="do"),
    path("<slug:page>/", on_site.page, name="page"),
]
