"""Words that a site says in its own way."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from okr_xblock.api.site_texts import OUR_TEXTS, delete_text, read_texts, save_text
from okr_xblock.models import SiteText
from tests.support.okr import statements


@pytest.fixture
def robin() -> User:
    return User.objects.get(username="robin")


def save(actor, text_id=None, **values):
    return save_text(text_id=text_id, actor_id=actor.pk, **values)


def test_every_place_has_words_of_our_own():
    assert list(OUR_TEXTS) == [key for key, _place in SiteText._meta.get_field("key").choices]


def test_where_the_site_says_nothing_there_is_nothing():
    assert read_texts(language="en") == {}


@pytest.mark.parametrize(
    ("reader", "read"),
    [("pt-br", "Olá, Brasil"), ("pt_BR", "Olá, Brasil"), ("pt", "Olá"), ("pt-pt", "Olá"), ("es", "Hi"), ("", "Hi")],
)
def test_the_nearest_language_counts(robin, reader, read):
    for language, body in (("pt-br", "Olá, Brasil"), ("", "Hi"), ("pt", "Olá"), ("fr", "Salut")):
        save(robin, key="begin_title", language=language, body=body)
    with statements() as queries:
        assert read_texts(language=reader) == {"begin_title": read}
    assert len(queries) == 1  # the texts in the languages that fit


def test_a_text_of_another_language_is_not_shown(robin):
    save(robin, key="begin_lead", language="fr", body="Salut")
    assert read_texts(language="en") == {}


def test_languages_are_kept_as_the_reader_has_them(robin):
    save(robin, key="begin_lead", language=" PT_br ", body="Olá")
    assert SiteText.objects.get().language == "pt-br"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"language": "spanish"}, "language"),
        ({"language": "qq"}, "language"),
        ({"language": "es;drop"}, "language"),
        ({"language": "x" * 40}, "language"),
        ({"body": ""}, "body"),
        ({"body": " \n "}, "body"),
        ({"body": "x" * 4001}, "body"),
        ({"body": "a\u202eb"}, "body"),
        ({"key": "footer"}, "key"),
        ({"key": ""}, "key"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(robin, values, field):
    with pytest.raises(ValidationError) as refused:
        save(robin, **{"key": "begin_lead", "language": "es", "body": "Hola", **values})
    assert list(refused.value.message_dict) == [field]
    assert not SiteText.objects.exists()


def test_one_place_has_one_text_in_one_language(robin):
    text_id = save(robin, key="begin_lead", language="es", body="Hola")
    with pytest.raises(ValidationError) as refused:
        save(robin, key="begin_lead", language="ES", body="Buenas")
    assert list(refused.value.message_dict) == ["language"]
    assert save(robin, text_id, body="Buenas") == text_id


def test_who_did_it_stays_in_the_history(robin):
    text_id = save(robin, key="begin_lead", language="", body="Hi")
    delete_text(text_id=text_id, actor_id=robin.pk)
    delete_text(text_id=text_id, actor_id=robin.pk)
    assert [(h.history_type, h.history_user) for h in SiteText.history.all()] == [("-", robin), ("+", robin)]
    assert read_texts(language="en") == {}
