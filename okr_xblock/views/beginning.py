"""The page of somebody who has nothing yet: what personal OKRs are, in the site's words or ours, and examples."""

import uuid
from typing import Any

from django.utils.translation import get_language

from okr_xblock.api.site_texts import OUR_TEXTS, read_texts

from .examples import EXAMPLES
from .present.writing import present_example


def begin_values() -> dict[str, Any]:
    """What `_begin.html` prints. One query."""
    theirs = read_texts(language=get_language() or "")
    return {
        "texts": {key: theirs.get(key, str(ours)) for key, ours in OUR_TEXTS.items()},
        # Three reasons with pictures, unless the site gives its own.
        "has_own_reasons": "begin_why" in theirs,
        **example_values(),
    }


def example_values() -> dict[str, Any]:
    """What `_examples.html` prints; the key makes a double click one draft."""
    return {
        "examples": [present_example(example) for example in EXAMPLES.values()],
        "submission_key": uuid.uuid4().hex,
    }
