"""EtcdHelper and the compare-and-swap of #265, on the embedded store and on a real etcd."""

from __future__ import annotations

from typing import Any

import pytest

import kubeish
from kubeish.errors import NODE_EXIST, NOT_FOUND, TEST_FAILED, EtcdError
from kubeish.registry import compare_and_swap_obj, is_etcd_conflict
from kubeish.registry.helper import EtcdHelper, is_etcd_not_found


@pytest.fixture(params=["memory", pytest.param("etcd", marks=pytest.mark.etcd)])
def helper(request: pytest.FixtureRequest) -> EtcdHelper:
    if request.param == "memory":
        return EtcdHelper(kubeish.connect("memory://"))
    client = kubeish.connect(request.getfixturevalue("etcd").url)
    client.delete_prefix("/")
    return EtcdHelper(client)


def catch_error(function: Any, *args: Any) -> EtcdError:
    with pytest.raises(EtcdError) as error:
        function(*args)
    return error.value


def test_an_object_and_its_index(helper: EtcdHelper):
    helper.set_obj("/a", [{"id": "web"}])
    _, metadata = helper.client.get("/a")
    assert helper.extract_obj("/a") == ([{"id": "web"}], metadata.mod_revision)
    helper.set_obj("/a", {"id": "db"})
    assert helper.extract_obj("/a") == ({"id": "db"}, metadata.mod_revision + 1)


def test_no_such_key(helper: EtcdHelper):
    error = catch_error(helper.extract_obj, "/a")
    assert (error.code, str(error)) == (NOT_FOUND, "100: Key not found (/a)")
    assert helper.extract_obj("/a", ignore_not_found=True) == (None, 0)


def test_an_empty_text_counts_as_no_such_key(helper: EtcdHelper):
    """As in ExtractObj of 2014, for which an empty value was not found."""
    helper.client.put("/a", "")
    assert is_etcd_not_found(catch_error(helper.extract_obj, "/a"))
    assert helper.extract_obj("/a", ignore_not_found=True) == (None, 0)


def test_what_is_found_may_be_empty(helper: EtcdHelper):
    for empty in ([], {}, 0, None):
        helper.set_obj("/a", empty)
        assert helper.extract_obj("/a")[0] == empty
        assert helper.extract_obj("/a")[1] > 0


def test_a_list(helper: EtcdHelper):
    assert helper.extract_list("/pods/") == []
    for name in ("web", "db", "cache"):
        helper.set_obj(f"/pods/{name}", {"id": name})
    helper.set_obj("/podsbeside", {"id": "other"})
    assert [item["id"] for item in helper.extract_list("/pods/")] == ["cache", "db", "web"]


def test_a_swap_at_the_index_that_was_read(helper: EtcdHelper):
    helper.set_obj("/a", ["web"])
    _, index = helper.extract_obj("/a")
    compare_and_swap_obj(helper, "/a", ["web", "db"], index)
    assert helper.extract_obj("/a") == (["web", "db"], index + 1)


def test_a_swap_at_an_index_that_is_gone_changes_nothing(helper: EtcdHelper):
    helper.set_obj("/a", ["web"])
    _, index = helper.extract_obj("/a")
    helper.set_obj("/a", ["db"])
    error = catch_error(compare_and_swap_obj, helper, "/a", ["cache"], index)
    assert (error.code, error.cause) == (TEST_FAILED, f"[{index} != {index + 1}]")
    assert helper.extract_obj("/a") == (["db"], index + 1)


@pytest.mark.parametrize("index", [1, 5])
def test_a_swap_of_a_key_that_is_missing_is_no_conflict(helper: EtcdHelper, index: int):
    error = catch_error(compare_and_swap_obj, helper, "/a", ["web"], index)
    assert error.code == NOT_FOUND
    assert helper.extract_obj("/a", ignore_not_found=True) == (None, 0)


def test_a_swap_back_to_the_same_value_is_a_change_all_the_same(helper: EtcdHelper):
    """An index never comes again, so there is no A-B-A."""
    helper.set_obj("/a", ["web"])
    _, index = helper.extract_obj("/a")
    helper.set_obj("/a", ["db"])
    helper.set_obj("/a", ["web"])
    assert is_etcd_conflict(catch_error(compare_and_swap_obj, helper, "/a", ["cache"], index))


@pytest.mark.parametrize(
    ("error", "not_found", "conflict"),
    [
        (EtcdError(NOT_FOUND, "/a"), True, False),
        (EtcdError(TEST_FAILED, "[1 != 2]"), False, True),
        (EtcdError(NODE_EXIST, "/a"), False, False),
        (EtcdError(401), False, False),
        (None, False, False),
        (KeyError(101), False, False),
        (101, False, False),
        ("101", False, False),
    ],
)
def test_errors_are_told_apart_by_their_numbers(error, not_found, conflict):
    assert (is_etcd_not_found(error), is_etcd_conflict(error)) == (not_found, conflict)


def test_what_the_errors_say():
    assert [str(EtcdError(code, "/a")) for code in (NOT_FOUND, TEST_FAILED, NODE_EXIST)] == [
        "100: Key not found (/a)",
        "101: Compare failed (/a)",
        "105: Key already exists (/a)",
    ]
    assert all(EtcdError(code).definite for code in (NOT_FOUND, TEST_FAILED, NODE_EXIST))


def test_an_object_that_is_not_json_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match="Pod is not JSON serializable: hand over to_json"):
        EtcdHelper(kubeish.connect("memory://")).set_obj("/a", kubeish.Pod("web"))
    with pytest.raises(TypeError, match="'m1' is a text: write"):
        kubeish.EtcdRegistry(kubeish.connect("memory://"), "m1")
