"""The pages outside the block, under /okr/."""

from django.urls import URLPattern, URLResolver

app_name = "okr"
urlpatterns: list[URLPattern | URLResolver] = []
