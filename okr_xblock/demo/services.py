"""Services that the host's runtime offers to blocks, shaped as the platform's are."""

import gettext as gettext_module
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.functional import cached_property
from django.utils.translation import get_language, to_locale
from opaque_keys.edx.keys import CourseKey
from xblock.reference.user_service import UserService, XBlockUser
from xblock.runtime import NullI18nService

from .models import DemoStaff
from .platform import StandalonePlatform


class DemoUserService(UserService):
    """Who looks at the block. Asked for the first time it looks up the course role; then it knows."""

    def __init__(self, user: AbstractBaseUser | AnonymousUser, course_key: CourseKey) -> None:
        super().__init__()
        self._user = user
        self._course_key = course_key

    def get_current_user(self) -> XBlockUser:
        """The visitor of this request, with the attributes that the platform gives."""
        return self._current

    @cached_property
    def _current(self) -> XBlockUser:
        user = self._user
        if not user.is_authenticated:
            anonymous = XBlockUser(is_current_user=True)
            anonymous.opt_attrs = {
                "edx-platform.is_authenticated": False,
                "edx-platform.user_id": None,
                "edx-platform.username": None,
                "edx-platform.user_is_staff": False,
                "edx-platform.user_is_global_staff": False,
                "edx-platform.user_role": "student",
                "edx-platform.user_preferences": {},
            }
            return anonymous
        current = XBlockUser(is_current_user=True, emails=[user.email], full_name=user.get_full_name())
        current.opt_attrs = _Attributes(
            {
                "edx-platform.is_authenticated": lambda: True,
                "edx-platform.user_id": lambda: user.pk,
                "edx-platform.username": lambda: user.username,
                "edx-platform.user_is_staff": lambda: self._role != "student",
                "edx-platform.user_is_global_staff": lambda: user.is_staff,
                "edx-platform.user_role": lambda: self._role,
                "edx-platform.user_preferences": lambda: self._preferences,
            }
        )
        return current

    @cached_property
    def _role(self) -> str:
        roles = set(
            DemoStaff.objects.filter(user_id=self._user.pk, course_key=self._course_key).values_list("role", flat=True)
        )
        if DemoStaff.Role.INSTRUCTOR in roles:
            return "instructor"
        return "staff" if roles or self._user.is_staff else "student"

    @cached_property
    def _preferences(self) -> dict[str, str]:
        time_zone = StandalonePlatform().time_zone_name(user_id=self._user.pk)
        return {"pref-lang": get_language() or "en"} | ({"time_zone": time_zone} if time_zone else {})


class _Attributes(Mapping[str, Any]):
    """Attributes by name. What costs a query costs it when somebody asks for that very one."""

    def __init__(self, sources: Mapping[str, Callable[[], Any]]) -> None:
        self._sources = sources

    def __getitem__(self, name: str) -> Any:
        return self._sources[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


class DemoI18nService(NullI18nService):
    """Texts of one block, from ``translations/<locale>/LC_MESSAGES/text.mo`` of its package."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        block_class = getattr(block, "unmixed_class", type(block))
        self._translations = _translations(block_class.__module__.partition(".")[0], get_language() or "en")


class DemoSettingsService:
    """What a site configures per kind of block, under ``XBLOCK_SETTINGS``."""

    def get_settings_bucket(self, block: Any, default: Any = None) -> Any:
        """The settings of this block's kind; `default`, or nothing, if the site configures none."""
        key = getattr(block, "block_settings_key", getattr(block, "unmixed_class", type(block)).__name__)
        return getattr(settings, "XBLOCK_SETTINGS", {}).get(key, {} if default is None else default)


@cache
def _translations(package: str, language: str) -> gettext_module.NullTranslations:
    folder = str(files(package) / "translations")
    return gettext_module.translation("text", folder, [to_locale(language)], fallback=True)
