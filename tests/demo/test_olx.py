"""Reading courses from OLX, and refusing what is wrong with a sentence that says where."""

from pathlib import Path

import pytest

from okr_xblock.demo import catalogue
from okr_xblock.demo.olx import MAX_FILE_BYTES, OlxError, read_course


def refusal(course_dir: Path) -> str:
    with pytest.raises(OlxError) as caught:
        read_course(course_dir)
    return str(caught.value)


def test_a_course_is_read_from_its_files(course_dir: Path) -> None:
    course = read_course(course_dir)

    assert str(course.key) == "course-v1:TestX+T1+run"
    assert (course.title, course.language, course.is_hidden) == ("A course", "en", False)
    (unit,) = course.units
    assert str(unit.usage_key) == "block-v1:TestX+T1+run+type@vertical+block@page"
    assert [(block.block_type, block.title) for block in unit.blocks] == [("html", "A text"), ("okr", "board")]


def test_the_text_of_an_html_block_is_what_its_file_holds_even_if_it_is_no_xml(course_dir: Path) -> None:
    block = read_course(course_dir).units[0].blocks[0]

    assert block.xml == (
        b'<html display_name="A text">&lt;p&gt;Hello &amp;amp; welcome, &lt;em&gt;all&lt;/em&gt; of you.'
        b"&lt;br&gt;&lt;/p&gt;</html>"
    )


def test_blocks_may_stand_in_their_unit_with_all_they_are(course_dir: Path) -> None:
    (course_dir / "vertical/page.xml").write_text(
        "<vertical><!-- a remark -->"
        '<html url_name="here" display_name="Here">Yes, <b>here</b>.</html>'
        '<okr url_name="board" display_name="My goals" intro="Why"/></vertical>'
    )

    text, board = read_course(course_dir).units[0].blocks

    assert text.xml == b'<html display_name="Here">Yes, &lt;b&gt;here&lt;/b&gt;.</html>'
    assert (board.title, board.xml) == ("My goals", b'<okr display_name="My goals" intro="Why"/>')


def test_a_course_whose_author_lists_it_nowhere_is_hidden(course_dir: Path) -> None:
    (course_dir / "course/run.xml").write_text('<course catalog_visibility="none"/>')

    assert read_course(course_dir).is_hidden


def test_the_digest_changes_with_any_file(course_dir: Path) -> None:
    before = read_course(course_dir).digest
    (course_dir / "html/text.html").write_text("<p>Changed</p>")

    assert read_course(course_dir).digest != before


def test_a_doctype_is_refused(course_dir: Path) -> None:
    (course_dir / "chapter/one.xml").write_text('<?xml version="1.0"?>\n<!-- x -->\n<!DOCTYPE chapter>\n<chapter/>')

    assert refusal(course_dir) == "chapter/one.xml, line 3: has a DOCTYPE; OLX has none, and entities are refused"


def test_an_entity_bomb_is_refused_before_a_parser_sees_it(course_dir: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    (course_dir / "course/run.xml").write_text(
        f'<!DOCTYPE course [<!ENTITY e0 "ha">{entities}]><course display_name="&e11;"/>'
    )

    assert "course/run.xml, line 1: has a DOCTYPE" in refusal(course_dir)


def test_a_file_of_a_parent_directory_cannot_be_named_by_an_entity(course_dir: Path) -> None:
    (course_dir / "html/text.xml").write_text('<!DOCTYPE h [<!ENTITY x SYSTEM "file:///etc/passwd">]><html>&x;</html>')

    assert "has a DOCTYPE" in refusal(course_dir)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "latin-1"])
def test_a_doctype_cannot_hide_behind_another_encoding(course_dir: Path, encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE course><course display_name="é"/>'
    (course_dir / "course/run.xml").write_bytes(content.encode(encoding))

    assert "course/run.xml, line 1: is not in UTF-8" in refusal(course_dir)


def test_fifty_megabytes_are_refused_without_being_read(course_dir: Path) -> None:
    with (course_dir / "vertical/page.xml").open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    assert refusal(course_dir) == "vertical/page.xml: is larger than 2 MB"


def test_a_file_of_just_the_allowed_size_is_read(course_dir: Path) -> None:
    (course_dir / "html/text.html").write_text("x" * MAX_FILE_BYTES)

    assert len(read_course(course_dir).units[0].blocks[0].xml) > MAX_FILE_BYTES


def test_what_is_not_well_formed_is_refused_with_its_line(course_dir: Path) -> None:
    (course_dir / "sequential/first.xml").write_text('<sequential>\n  <vertical url_name="page">\n</sequential>')

    assert refusal(course_dir).startswith("sequential/first.xml, line 3: is no well-formed XML: ")


def test_an_empty_file_is_refused(course_dir: Path) -> None:
    (course_dir / "course/run.xml").write_text("")

    assert refusal(course_dir).startswith("course/run.xml")


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", ".hidden", "a/b", "a\\b", "a b", "x" * 101, "naïve"])
def test_a_url_name_that_is_no_plain_name_is_refused(course_dir: Path, name: str) -> None:
    (course_dir / "course/run.xml").write_text(f'<course>\n<chapter url_name="{name}"/></course>', encoding="utf-8")

    assert refusal(course_dir).startswith("course/run.xml, line 2: url_name ")


def test_a_text_outside_of_the_course_is_refused(course_dir: Path) -> None:
    (course_dir / "html/text.xml").write_text('<html filename="../../secret"/>')

    assert refusal(course_dir).startswith("html/text.xml, line 1: filename ")


def test_a_link_out_of_the_course_is_refused(course_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret"
    outside.write_text("<chapter/>")
    (course_dir / "chapter/one.xml").unlink()
    (course_dir / "chapter/one.xml").symlink_to(outside)

    assert refusal(course_dir) == "chapter/one.xml: leads out of the course's directory"


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("course.xml", "course.xml: the file course.xml is missing or cannot be read"),
        ("course/run.xml", "course.xml, line 1: the file course/run.xml is missing or cannot be read"),
        ("html/text.xml", "vertical/page.xml, line 2: the file html/text.xml is missing or cannot be read"),
        ("html/text.html", "html/text.xml, line 1: the file html/text.html is missing or cannot be read"),
    ],
)
def test_a_missing_file_is_named_with_the_line_that_asks_for_it(course_dir: Path, file: str, told: str) -> None:
    (course_dir / file).unlink()

    assert refusal(course_dir) == told


def test_the_same_name_twice_is_refused_with_both_places(course_dir: Path) -> None:
    (course_dir / "vertical/page.xml").write_text('<vertical>\n<okr url_name="x"/>\n<okr url_name="x"/></vertical>')

    assert refusal(course_dir) == (
        'vertical/page.xml, line 3: <okr url_name="x"> stands in vertical/page.xml, line 2, already'
    )


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("course.xml", '<course org="TestX" url_name="run"/>', "course.xml, line 1: <course> has no course"),
        ("course.xml", '<course org="T X" course="T1" url_name="run"/>', "make no course key"),
        ("course.xml", "<library/>", "course.xml, line 1: the file should hold <course> and holds <library>"),
        ("course/run.xml", '<course><vertical url_name="page"/></course>', "<vertical> cannot stand in <course>"),
        ("vertical/page.xml", '<vertical><chapter url_name="one"/></vertical>', "<chapter> cannot stand in <vertical>"),
        ("vertical/page.xml", "<vertical><okr/></vertical>", "vertical/page.xml, line 1: <okr> has no url_name"),
        ("html/text.html", "a\x00b", "html/text.xml, line 1: its text has control characters"),
    ],
)
def test_what_makes_no_course_is_refused(course_dir: Path, file: str, content: str, told: str) -> None:
    (course_dir / file).write_text(content)

    assert told in refusal(course_dir)


def test_the_courses_of_the_host_can_all_be_read() -> None:
    told = {str(key): (len(course.units), course.is_hidden) for key, course in catalogue.courses().items()}

    assert told == {
        "course-v1:DemoX+COMM101+2026": (8, False),
        "course-v1:DemoX+WRITE101+2026": (6, False),
        "course-v1:DemoX+COMMUNITY+2026": (4, False),
        "course-v1:DemoX+DRAFT+2026": (2, True),
    }
