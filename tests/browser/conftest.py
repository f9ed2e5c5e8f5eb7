"""
A real Chromium on a real server, for tests that look at what a person sees.

    def test_a_learner_sees_their_courses(browse):
        page = browse("amara", viewport="phone")
        page.goto("/courses/")

Whatever goes wrong behind the page fails the test as well: an error in a script, an answer of 500, a request to
another machine.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

# Playwright's loop runs in the thread of the test, where Django would refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parents[2]
FAILURES = ROOT / "test-results"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWPORTS = {
    "narrow": {"width": 320, "height": 700},
    "phone": {"width": 390, "height": 844},
    "desktop": {"width": 1280, "height": 900},
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(getattr(item, "pages", [])):
            FAILURES.mkdir(exist_ok=True)
            name = re.sub(r"\W+", "-", item.name).strip("-")
            page.screenshot(path=FAILURES / f"{name}-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once. Missing in CI is a failure; elsewhere it is a skipped test that says so."""
    program = os.environ.get("OKR_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        missing = "Chromium is missing: install Debian's package chromium, or name one in OKR_CHROMIUM"
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server: Any) -> Any:
    """The standalone host with its people and courses, as somebody finds it who starts it for the first time."""
    from tests.support.okr import seed_site

    seed_site()
    return live_server


@pytest.fixture
def browse(
    request: pytest.FixtureRequest, chromium: Any, site: Any, client: Any, settings: Any, django_user_model: Any
) -> Iterator[Callable[..., Any]]:
    """
    `browse(user=None, *, viewport="desktop", locale="en", reduced_motion=False, scripts=True)` opens a page.

    Logged in as `user`, a row or a username, if there is one. Paths given to `page.goto` are the live server's.
    `locale="ar"` is read from right to left. A page of its own browser context each time: two people can be there at
    once.
    """
    problems: list[str] = []
    contexts = []
    request.node.pages = []
    server = urlsplit(site.url)

    def watch(page: Any) -> None:
        def on_response(response: Any) -> None:
            if response.status >= 500:
                problems.append(f"{response.status} from {response.request.method} {response.url}")

        def on_request(asked: Any) -> None:
            target = urlsplit(asked.url)
            if target.scheme in {"http", "https"} and target.netloc != server.netloc:
                problems.append(f"a request to another machine: {asked.url}")

        page.on("pageerror", lambda error: problems.append(f"an error in a script: {error}"))
        page.on("response", on_response)
        page.on("request", on_request)

    def open_page(
        user: Any = None,
        *,
        viewport: str = "desktop",
        locale: str = "en",
        reduced_motion: bool = False,
        scripts: bool = True,
    ) -> Any:
        context = chromium.new_context(
            base_url=site.url,
            viewport=VIEWPORTS[viewport],
            has_touch=viewport != "desktop",
            locale=locale,
            reduced_motion="reduce" if reduced_motion else "no-preference",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        if user is not None:
            client.force_login(django_user_model.objects.get(username=user) if isinstance(user, str) else user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site.url}])
            client.cookies.clear()
        page = context.new_page()
        watch(page)
        request.node.pages.append(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def assert_accessible() -> Callable[..., None]:
    """`assert_accessible(page, within="main")` runs axe's rules for WCAG 2.2 AA over the page as it is now."""
    from axe_playwright_python.sync_playwright import Axe

    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def check(page: Any, *, within: str | None = None) -> None:
        found = Axe().run(page, context=within, options={"runOnly": rules}).response["violations"]
        told = [
            f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"] for node in violation["nodes"])
            for violation in found
        ]
        assert not told, "\n".join(told)

    return check


@pytest.fixture
def assert_fits() -> Callable[[Any], None]:
    """`assert_fits(page)`: nothing makes the page scroll sideways."""

    def check(page: Any) -> None:
        seen, inside = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert seen <= inside, f"the page is {seen} px wide in a window of {inside} px"

    return check


@pytest.fixture
def picture() -> Callable[..., None]:
    """`picture(page, "board-before")` writes a picture for the docs, if OKR_SCREENSHOTS names a folder for them."""
    folder = os.environ.get("OKR_SCREENSHOTS")

    def take(page: Any, name: str, *, full_page: bool = True) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            # Ends every movement first, so that two runs give the same picture.
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=full_page, animations="disabled")

    return take
