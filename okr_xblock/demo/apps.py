"""The Django app of the standalone host."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Stand-ins for what the platform knows, and the pages of the host."""

    name = "okr_xblock.demo"
    label = "okr_demo"
    verbose_name = _("Stand-in for the platform")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the Celery app the current one, so that shared tasks find the settings of this project."""
        from . import celery_app  # noqa: F401
