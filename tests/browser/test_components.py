"""The page of the demo that shows every component in every state."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("viewport", "locale"), [("narrow", "en"), ("desktop", "en"), ("narrow", "ar")])
def test_every_component_fits_and_is_accessible(browse, assert_fits, assert_accessible, viewport, locale):
    page = browse(viewport=viewport, locale=locale)
    page.goto("/components/")
    assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
    expect(page.locator(".demo-sample").first).to_be_visible()
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_every_component_can_be_looked_at(browse, picture, viewport):
    page = browse(viewport=viewport)
    page.goto("/components/")
    picture(page, f"components-{viewport}")
    wide = page.locator(".demo-sample").evaluate_all(
        "samples => samples.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText.slice(0, 40))"
    )
    assert not wide, "a sample is wider than its place"
