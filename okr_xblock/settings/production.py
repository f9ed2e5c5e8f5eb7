"""The same defaults once more, after the site's own configuration was read: that may have replaced or removed some."""

from okr_xblock.settings.common import plugin_settings

__all__ = ["plugin_settings"]
