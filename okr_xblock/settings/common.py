"""Defaults, set before the site's own configuration is read."""

from typing import Any

# What a site may say differently; every name starts with OKR_.
DEFAULTS: dict[str, Any] = {
    # How far behind the plan a key result is before it counts as behind, and as far behind; of the whole way.
    "OKR_PACE_THRESHOLDS": ("0.165", "0.33"),
    # The template around "My OKRs" at /okr/; it has the blocks title, head, main and foot.
    "OKR_PAGE_BASE": "okr_xblock/base.html",
}


def plugin_settings(settings: Any) -> None:
    """
    Gives every setting of ours that is absent its default; what is set already stays as it is.

    Called by the platform's plugin machinery, once before the site's configuration and once after it, in the LMS and in
    Studio; calling it again changes nothing.
    """
    for name, value in DEFAULTS.items():
        if not hasattr(settings, name):
            setattr(settings, name, value)
