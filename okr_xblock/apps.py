"""The Django app, and what the Open edX plugin machinery reads of it."""

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class OkrConfig(AppConfig):
    """One app for LMS, Studio and the standalone host."""

    name = "okr_xblock"
    label = "okr_xblock"
    verbose_name = _("Personal OKRs")
    default_auto_field = "django.db.models.BigAutoField"

    # Keys and values as edx_django_utils.plugins.constants names them; spelled out, so that reading this class needs no
    # platform package. Both project types: Studio imports the block as well.
    plugin_app = {
        "settings_config": {
            project: {
                "common": {"relative_path": "settings.common"},
                "production": {"relative_path": "settings.production"},
            }
            for project in ("lms.djangoapp", "cms.djangoapp")
        },
        "url_config": {
            "lms.djangoapp": {"namespace": "okr", "regex": "^okr/", "relative_path": "urls"},
        },
    }

    def ready(self) -> None:
        """
        Connect the receivers: they only note that something happened, see receivers.py.

        Not in Studio, where enrolling staff sends events too: what they are about is read with the LMS's own code.
        """
        if getattr(settings, "SERVICE_VARIANT", "") == "cms":
            return
        from . import receivers

        receivers.connect()
