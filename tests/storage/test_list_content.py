"""One content, one hash: what is shown and what is signed are the same or told apart."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from storage.list_content import content_hash, same_list

PLAIN = st.one_of(st.none(), st.text(max_size=20))
HAZARD = st.fixed_dictionaries(
    {"id": st.text(max_size=5), "place": st.text(max_size=9), "advice": PLAIN, "deadline": PLAIN}
)
CONTENT = st.fixed_dictionaries(
    {"visit": st.text(max_size=5), "on": st.text(max_size=5), "hazards": st.lists(HAZARD)}
)


@given(CONTENT, CONTENT)
def test_two_contents_have_one_hash_only_where_they_say_the_same(one: Any, other: Any) -> None:
    assert (content_hash(one) == content_hash(other)) == (one == other)
    assert same_list(one, other) == (one == other)


@given(CONTENT)
def test_the_order_in_which_a_content_was_put_together_changes_no_hash(one: Any) -> None:
    turned = {name: one[name] for name in reversed(list(one))}
    assert content_hash(turned) == content_hash(one)
