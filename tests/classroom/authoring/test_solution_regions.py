"""Answers leave the learner's cell, whole, and stubs leave the solution's."""

from __future__ import annotations

import pytest

from kubeish.classroom.authoring.solution_regions import has_answer, with_answers, with_stubs
from kubeish.errors import CourseError

ONE = """def shout(text):
    ### BEGIN SOLUTION
    #| loud = TODO
    #|
    #| return loud  # your line here
    loud = text.upper()
    #| not a stub: it stands after the first line of the answer
    return loud
    ### END SOLUTION"""

TWO = """class Box:
    def put(self, thing):
        ### BEGIN SOLUTION
        self.thing = thing
        ### END SOLUTION

    def get(self):
        ### BEGIN SOLUTION
        return self.thing
        ### END SOLUTION

### BEGIN SOLUTION
#| box = TODO
box = Box()
### END SOLUTION"""


def test_the_stub_takes_the_answers_place_at_its_own_indentation() -> None:
    assert with_stubs(ONE) == "def shout(text):\n    loud = TODO\n\n    return loud  # your line here"


def test_the_solution_keeps_marks_and_answer_alone() -> None:
    assert with_answers(ONE) == ONE.replace("    #| loud = TODO\n    #|\n    #| return loud  # your line here\n", "")
    assert with_answers(with_answers(TWO)) == with_answers(TWO)


def test_each_region_of_a_cell_has_its_stub() -> None:
    assert with_stubs(TWO) == (
        "class Box:\n    def put(self, thing):\n        return TODO  # your lines here\n\n"
        "    def get(self):\n        return TODO  # your lines here\n\nbox = TODO"
    )


def test_a_cell_without_marks_stays_as_it_is() -> None:
    source = "x = 1\n\n# BEGIN SOLUTION is not a mark\ny = 2"
    assert not has_answer(source)
    assert with_stubs(source) == with_answers(source) == source


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "the answer at line 1 stands in no def, so it needs a stub"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    return 1",
            "the answer that begins at line 2 has no '### END SOLUTION'",
        ),
        ("def f():\n    return 1\n    ### END SOLUTION", "line 3 says '### END SOLUTION' where the other mark"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION", "line 2 says '### BEGIN SOLUTION' where the other mark"),
    ],
)
def test_marks_that_do_not_pair_are_named(source: str, says: str) -> None:
    assert has_answer(source)
    with pytest.raises(CourseError) as error:
        with_stubs(source)
    assert says in str(error.value)
