"""Every number that the text says of the course's own counts, and every span of days, is computed and compared.

Counts come from the outputs of the executed solutions, which `make test` runs again, or are computed
here. A statement is the place of a cell (lesson and slug) and words that it must have.
"""

from __future__ import annotations

import ast
import itertools
import json
import math
import random
import re
from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from kubeish.checks.binomial import ALARM
from kubeish.classroom import course
from kubeish.lessons.story.scenarios import SCENARIOS
from tests.checks.test_fullest_machine import compute_fullest
from tests.tools.lesson_cells import read_all_cells

ROOT = Path(__file__).resolve().parents[2]
CELLS = {cell.place: " ".join(cell.text.split()) for cell in read_all_cells()}
WORDS = "none one two three four five six seven eight nine ten eleven twelve".split()
WORDS_OF_TENS = {20: "twenty", 30: "thirty", 40: "forty", 80: "eighty", 90: "ninety"}


def say(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else WORDS_OF_TENS[number]


def read_output(place: str) -> str:
    """What the cell of the executed solution shows."""
    (path,) = (ROOT / "solutions").glob(f"{place[:2]}_*.ipynb")
    cells = {cell["id"]: cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
    outputs = cells[place.replace(" ", "-")]["outputs"]
    return "".join(
        "".join(output.get("text", output.get("data", {}).get("text/plain", ""))) + "\n" for output in outputs
    )


def read_counts(place: str) -> list[tuple[int, int]]:
    """(Orders, those that go wrong) of each headline that the cell shows."""
    found = re.findall(r"([\d,]+) orders · (none|[\d,]+) ", read_output(place))
    assert found, f"{place} shows no count"
    return [(_read(orders), 0 if broken == "none" else _read(broken)) for orders, broken in found]


def _read(number: str) -> int:
    return int(number.replace(",", ""))


TWO, (THREE, FOUR) = read_counts("01 all-six")[0], read_counts("01 count-three-and-four")
REAL = read_counts("02 reveal-mutex")[0]
FIRST, ONCE, SAME = (read_counts(f"03 {slug}")[0] for slug in ("first-pods", "without-a-loop", "count-same"))
DRAWS = read_counts("07 six-orders")[0]
CONFLICTS = ast.literal_eval(read_output("08 at-once"))
SAFE = [orders - broken for orders, broken in (TWO, THREE, FOUR)]

COUNTED = [
    ("01 two-schedulers", f"So {say(2 * 2)} requests reach the store"),
    ("01 try-them-all", f"There are {say(TWO[0])} orders."),
    ("01 reveal", f'"{say(TWO[1]).capitalize()} of {say(TWO[0])}. Only the {say(SAFE[0])} orders are safe'),
    ("01 guess-three", f"With three schedulers there are {THREE[0]} orders."),
    ("01 reveal-three", f'more.reveal( "{SAFE[1]}",'),
    ("01 what-the-counts-say", f"{SAFE[0]} of {TWO[0]}, {SAFE[1]} of {THREE[0]}, {SAFE[2]} of {FOUR[0]:,}."),
    ("01 all-at-once", f"the {say(THREE[0])} orders of three schedulers"),
    ("01 the-real-one", f"makes three requests, and two schedulers have {say(REAL[0])} orders"),
    ("01 exercise-lose-a-pod", f"their {say(2 * 3)} requests"),
    ("02 guess-mutex", f"how many of the {REAL[0]} orders lose a pod?"),
    ("03 guess-first", f"how many of the {FIRST[0]} orders lose a pod?"),
    ("03 guess-once", f"in how many of the {ONCE[0]} orders do both succeed?"),
    ("03 reveal-once", f'once.reveal( "{ONCE[0] - ONCE[1]}", "In the other {say(ONCE[1])} one writer gets error 101.'),
    ("07 guess-draw", f"Of the {say(DRAWS[0])} orders of two draws"),
    ("07 reveal-draw", f'same.reveal( "{say(DRAWS[1])}", "The same {say(TWO[1])} as in lesson 01.'),
    ("08 reveal-conflicts", f'crowd.reveal( "{CONFLICTS[2]}",'),
    ("08 reveal-conflicts", " + ".join(map(str, range(7, 0, -1))) + "."),
]


@pytest.mark.parametrize(("place", "words"), COUNTED)
def test_a_count_in_the_text_is_what_was_counted(place: str, words: str) -> None:
    assert words in CELLS[place]


def test_the_formula_of_lesson_01_gives_its_counts() -> None:
    assert "there are (2n)! / 2ⁿ orders, and *n*! of them are safe" in CELLS["01 what-the-counts-say"]
    for many, (orders, broken) in zip((2, 3, 4), (TWO, THREE, FOUR)):
        assert orders == math.factorial(2 * many) // 2**many
        assert orders - broken == math.factorial(many)
    assert "With two, a third of the orders was safe." in CELLS["01 reveal-three"]
    assert SAFE[0] * 3 == TWO[0]
    assert SAFE[0] / TWO[0] > SAFE[1] / THREE[0] > SAFE[2] / FOUR[0]


def test_what_a_guess_calls_as_many_as_before_or_nearly_all() -> None:
    assert read_counts("02 stage")[0] == REAL
    assert read_counts("03 reveal-first")[0] == FIRST
    assert '"as many as before"' in CELLS["02 reveal-mutex"]
    assert '"as many as before the fix"' in CELLS["03 reveal-first"]
    assert '"nearly all"' in CELLS["03 reveal-same"]
    assert 0.9 < SAME[1] / SAME[0] < 1
    crash, tidied = read_counts("04 a-crash")[0], read_counts("04 run-tidy")[0]
    assert '"never"' in CELLS["04 reveal-tidy"]
    assert crash == tidied


def test_five_lines_hold_the_bug() -> None:
    assert "These five lines hold" in CELLS["00 what-was-lost"]
    calls = re.findall(r"client\.(put|get)\(", CELLS["00 two-readers"] + CELLS["00 two-writers"])
    assert len(calls) == 5 + 1  # the last one shows the list


def test_the_ten_writers_and_the_writers_of_lesson_08() -> None:
    assert [many * (many - 1) // 2 for many in (2, 4, 8, 16)] == CONFLICTS
    assert "Twice the writers, more than four times the conflicts." in CELLS["08 the-square"]
    assert all(after > 4 * before for before, after in itertools.pairwise(CONFLICTS))
    assert "more than a hundred refused writes for a list of sixteen" in CELLS["08 the-square"]
    assert CONFLICTS[3] > 100
    assert "ten writers that all collide end at ten" in read_output("03 atomic-update-check")


def test_the_pods_of_lesson_08() -> None:
    assert "open_fleet(schedulers=8)" in CELLS["08 open-fleet"]
    assert "eight scheduler processes" in CELLS["08 a-cluster"]
    assert "pods_each=10, machines=3" in CELLS["08 eighty-pods"]
    assert "each of them place ten pods on three machines" in CELLS["08 three-machines"]
    assert f"kept {say(8 * 10)} of them while the leader died" in CELLS["08 next"]
    assert "up to three lost replies" in CELLS["08 prove-it"]
    assert "lost_replies=3" in CELLS["08 every-order"]


def test_the_shares_of_lessons_05_to_07() -> None:
    assert Counter(["m1", "m2", "m2"][number % 3] for number in range(6))["m2"] == 4
    assert 'share.reveal( "4",' in CELLS["05 reveal-share"]
    assert "puts forty pods on four machines" in CELLS["06 side-by-side"]
    assert "machines=4, pods=40" in CELLS["06 bench"]
    assert "Thirty pods, five machines" in CELLS["07 by-lot"]
    assert f"An even share would be {say(30 // 5)} each." in CELLS["07 by-lot"]
    assert "{'m5': 30}" in read_output("07 thirty-at-once")
    assert 'herd.reveal( "30",' in CELLS["07 reveal-herd"]
    assert f"And {60 // 10} is the best there is." in CELLS["07 reveal-two"]
    assert "only once in a million checks" in CELLS["07 how-fair"]
    assert Fraction(1, 10**6) == ALARM


def test_the_fullest_machines_of_lesson_07() -> None:
    day, _ = compute_fullest(1, 30, 5)
    assert 'guess.reveal( "8 or 9",' in CELLS["07 reveal-fullest"]
    assert 0.5 < day[8] + day[9] < 0.65
    assert day[6] + day[7] < day[8] + day[9]
    assert "nearly always above it" in CELLS["07 reveal-fullest"]
    assert day[6] < 0.01
    better, at_random = re.findall(r"\d+\.\d", read_output("07 two-choices-check"))  # test_fullest_machine.py has both
    assert f"the fullest has {float(at_random):.0f} on average" in CELLS["07 guess-two"]
    assert f'two.reveal( "about {float(better):.0f}",' in CELLS["07 reveal-two"]


def test_two_schedulers_with_different_seeds_choose_the_same_of_two_machines_half_the_time() -> None:
    assert "With different seeds they would collide about half the time." in CELLS["06 choosing-and-writing"]
    first = [random.Random(seed).randrange(2) for seed in range(2_000)]
    same = sum(one == other for one, other in zip(first[::2], first[1::2]))
    assert 430 < same < 570


ROWS = {scenario.slug: str(number) for number, scenario in enumerate(SCENARIOS, 1)}


def test_the_rows_that_lesson_04_names_are_those_of_the_table() -> None:
    text = CELLS["04 what-cas-is-not"]
    assert f"unless you compare its absence (row {ROWS['first-pods']})" in text
    assert f"when the store says no (row {ROWS['same-id']})" in text
    assert f"one step (row {ROWS['same-id-two-machines']})" in text
    assert f"write two keys at once (rows {ROWS['crash']}, {ROWS['lost-reply']} and {ROWS['list-deleted']})" in text
    assert f"was based on (row {ROWS['one-port']})" in text
    assert f"Row {ROWS['one-port']} is the one to remember." in CELLS["04 row-ten"]
    assert f"Row {ROWS['namesake']} goes the other way." in CELLS["04 row-four"]
    row = read_output("04 table").splitlines()[int(ROWS["namesake"])]
    assert re.findall(r"(none|[\d,]+) of ", row)[:3] == ["none", "none", "5"], "#269 opened it"


DAYS = [  # from, to, and what the text says of it; each date is that of docs/sources.md
    (date(2014, 6, 27), date(2014, 8, 4), 38, "03 two-pull-requests", "The silent loss had lasted 38 days."),
    (date(2014, 6, 23), date(2014, 8, 25), 9 * 7, "08 the-story", "our nine weeks, from #180 in June to #961"),
    (date(2014, 6, 23), date(2014, 6, 28), 5, "05 a-list-of-machines", "Five days earlier"),
    (date(2014, 6, 28), date(2014, 7, 1), 3, "05 why-it-matters", "The method came three days later"),
    (date(2014, 6, 30), date(2014, 7, 13), 13, "07 the-story", "Two weeks later, on 13 July 2014"),
]


@pytest.mark.parametrize(("since", "until", "days", "place", "words"), DAYS)
def test_a_span_of_days_is_that_of_its_dates(since: date, until: date, days: int, place: str, words: str) -> None:
    plain = re.sub(r"\[(#\d+)\]\([^)]*\)", r"\1", CELLS[place])
    assert words in plain
    assert (until - since).days == days


MINUTES = [
    ("10:55", "11:42", 47, 47, "03 the-story", "at 10:55, 47 minutes before he merged the fix"),
    ("11:42", "16:28", 240, 300, "02 next", "lived for less than five hours"),
    ("10:55", "12:54", 115, 125, "03 a-loud-failure", "Two hours later, in 999ea50"),
    ("11:08", "11:19", 10, 11, "03 merged-twice", "had been merged ten minutes before it"),
    ("16:28", "17:04", 30, 36, "05 the-story", "half an hour after #269"),
]


@pytest.mark.parametrize(("since", "until", "least", "most", "place", "words"), MINUTES)
def test_a_span_of_minutes_is_that_of_its_times(
    since: str, until: str, least: int, most: int, place: str, words: str
) -> None:
    assert words in CELLS[place]
    span = datetime.strptime(until, "%H:%M") - datetime.strptime(since, "%H:%M")
    assert timedelta(minutes=least) <= span <= timedelta(minutes=most)


def test_the_readme_counts_lessons_exercises_hints_and_hours() -> None:
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    real = course.load()
    minutes = sum(lesson.minutes for lesson in real.lessons)
    assert f"five hours, in {say(len(real.lessons))} lessons." in readme
    assert abs(minutes - 300) <= 15
    for place in ("page_words.py", "front_words.py"):
        text = (ROOT / "kubeish" / "classroom" / "site" / place).read_text(encoding="utf-8")
        assert f"{say(len(real.lessons))} lessons" in text
    assert "Seventeen exercises, each with three hints." in readme
    assert len(real.exercises) == 17
    assert all(len(exercise.hints) == 3 for exercise in real.exercises)
    assert "Each exercise has three hints." in CELLS["00 how-checks-speak"]
    assert read_output("02 run-pod-check").strip() in readme
    assert f"{TWO[0]} orders, {TWO[1]} of them lose a visit" in readme


def test_the_three_ways_in_which_the_fix_can_go_wrong_are_three_headings() -> None:
    assert "three ways in which #265 can still go wrong, and close two" in course.load().find_lesson("03").objective
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "solutions").glob("0[34]_*.md"))]
    headed = [re.findall(r"^## (One|Two|Three|Four): ", text, re.MULTILINE) for text in texts]
    assert headed == [["One", "Two"], ["Three"]]
