"""The first page that a visitor of the standalone host sees."""

import pytest


@pytest.mark.parametrize("viewport", ["narrow", "phone", "desktop"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_start_page_fits_and_is_accessible(browse, assert_fits, assert_accessible, viewport, locale):
    page = browse(viewport=viewport, locale=locale)
    page.goto("/")
    assert page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")
    assert_fits(page)
    assert_accessible(page)


@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_the_start_page_says_what_this_is_and_lets_one_in(browse, picture, viewport):
    page = browse(viewport=viewport)
    page.goto("/")
    picture(page, f"start-{viewport}")
    page.get_by_role("button", name="Enter as Amara, learner").click()
    page.wait_for_url("**/courses/**")


def test_everything_of_the_start_page_works_without_scripts(browse):
    page = browse(scripts=False)
    page.goto("/")
    page.get_by_role("button", name="Enter as Amara, learner").click()
    page.wait_for_url("**/courses/**")
