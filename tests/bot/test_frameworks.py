"""The frameworks as data: every code is known once, and reads as people say it."""

import pytest

from bot.frameworks import elements, elements_of, frameworks


@pytest.mark.parametrize(
    ("framework", "many"), [("practices", 10), ("goals", 6), ("cpsel", 19), ("psel", 10), ("ccl", 6), ("call", 21)]
)
def test_a_framework_has_as_many_elements_as_it_should(framework: str, many: int) -> None:
    assert framework in frameworks()
    assert len(elements_of((framework,))) == many


def test_the_chosen_frameworks_come_in_the_order_chosen() -> None:
    assert [one.code for one in elements_of(("cpsel", "practices"))][:1] == ["cpsel:1A"]
    assert elements_of(("nothing",)) == []


def test_an_element_reads_as_people_say_it() -> None:
    assert elements()["cpsel:2B"].words == "CPSEL 2B Curriculum and instruction"
    assert elements()["practices:P5"].words == "P5 Monitor classrooms, useful feedback"
    assert elements()["ccl:2"].words == "CCL 2 Teaching and learning"
