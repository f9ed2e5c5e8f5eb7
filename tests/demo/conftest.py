"""A host that has just been started for the first time."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse

from okr_xblock.demo.seed import seed


def text_of(answer: HttpResponse) -> str:
    """What a page says (Django 4.2 has no word for it)."""
    return answer.content.decode()


@pytest.fixture
def seeded(db: None) -> None:
    """The people and courses of a new host."""
    seed()


@pytest.fixture
def amara(seeded: None) -> User:
    """The learner."""
    return User.objects.get(username="amara")


@pytest.fixture
def ben(seeded: None) -> User:
    """The other learner."""
    return User.objects.get(username="ben")


@pytest.fixture
def priya(seeded: None) -> User:
    """The instructor."""
    return User.objects.get(username="priya")


@pytest.fixture
def robin(seeded: None) -> User:
    """The administrator."""
    return User.objects.get(username="robin")


@pytest.fixture
def course_dir(tmp_path: Path) -> Path:
    """A small course in files, right in every way: a test breaks what it is about."""
    for name, content in {
        "course.xml": '<course org="TestX" course="T1" url_name="run"/>',
        "course/run.xml": '<course display_name="A course"><chapter url_name="one"/></course>',
        "chapter/one.xml": '<chapter display_name="One"><sequential url_name="first"/></chapter>',
        "sequential/first.xml": '<sequential display_name="First"><vertical url_name="page"/></sequential>',
        "vertical/page.xml": '<vertical display_name="Pg">\n<html url_name="text"/><okr url_name="board"/></vertical>',
        "html/text.xml": '<html filename="text" display_name="A text"/>',
        "html/text.html": "<p>Hello &amp; welcome, <em>all</em> of you.<br></p>",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path
