"""What the platform's plugin machinery reads of the package."""

from importlib import import_module
from types import SimpleNamespace

import pytest

from okr_xblock.apps import OkrConfig
from okr_xblock.settings.common import DEFAULTS

PROJECTS = ("lms.djangoapp", "cms.djangoapp")
STAGES = ("common", "production")


def plugin_settings(project: str, stage: str, settings: SimpleNamespace) -> None:
    """Does what the platform does at this stage of this project's start."""
    path = OkrConfig.plugin_app["settings_config"][project][stage]["relative_path"]
    import_module(f"okr_xblock.{path}").plugin_settings(settings)


@pytest.mark.parametrize("project", PROJECTS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_setting_gets_its_default(project: str, stage: str) -> None:
    settings = SimpleNamespace()
    plugin_settings(project, stage, settings)
    assert vars(settings) == DEFAULTS


@pytest.mark.parametrize("stage", STAGES)
def test_what_a_site_has_set_stays_as_it_is(stage: str) -> None:
    site = SimpleNamespace(**dict.fromkeys(DEFAULTS, "the site's"))
    plugin_settings("lms.djangoapp", stage, site)
    assert set(vars(site).values()) == {"the site's"}


def test_settings_may_be_applied_again_and_again() -> None:
    settings = SimpleNamespace()
    for stage in (*STAGES, *STAGES):
        plugin_settings("lms.djangoapp", stage, settings)
    assert vars(settings) == DEFAULTS


def test_every_setting_of_ours_is_named_as_ours() -> None:
    assert DEFAULTS
    assert all(name.startswith("OKR_") for name in DEFAULTS)


def test_the_urls_the_plugin_names_are_there() -> None:
    config = OkrConfig.plugin_app["url_config"]["lms.djangoapp"]
    urls = import_module(f"okr_xblock.{config['relative_path']}")
    assert urls.app_name == config["namespace"]
    assert isinstance(urls.urlpatterns, list)
