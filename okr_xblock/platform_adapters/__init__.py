"""The doors to the platform. Use `get_platform()`; platform imports live in the adapters, inside functions."""

from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from .base import CourseInfo, PlatformAdapter, StandingReading, UserCourse

__all__ = ["CourseInfo", "PlatformAdapter", "StandingReading", "UserCourse", "get_platform"]


@lru_cache(maxsize=1)
def get_platform() -> PlatformAdapter:
    """
    The adapter that the setting ``OKR_PLATFORM_ADAPTER`` names by its dotted path.

    Raises `ImproperlyConfigured` if the setting is missing or names nothing that can be imported.
    """
    path = getattr(settings, "OKR_PLATFORM_ADAPTER", None)
    if not path:
        raise ImproperlyConfigured("Set OKR_PLATFORM_ADAPTER to the dotted path of a platform adapter.")
    try:
        adapter: PlatformAdapter = import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(f"OKR_PLATFORM_ADAPTER names {path!r}, which cannot be imported.") from error
    return adapter


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting == "OKR_PLATFORM_ADAPTER":
        get_platform.cache_clear()


setting_changed.connect(_forget)
