"""API objects to JSON and back, errors of their JSON, and TODO."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubeish.api import (
    TODO,
    BadObject,
    Container,
    ContainerManifest,
    EnvVar,
    Pod,
    Port,
    from_json,
    to_json,
)

WEB = Pod(
    "web",
    labels={"app": "shop"},
    containers=(Container("nginx", "nginx:1.7", (Port(80, 8080, "http"),), (EnvVar("MODE", "fast"),)),),
    host="m1",
)

_texts = st.text(max_size=5)
_ports = st.builds(Port, st.integers(0, 65535), st.integers(0, 65535), _texts)
_containers = st.builds(
    Container,
    _texts,
    _texts,
    st.lists(_ports, max_size=2).map(tuple),
    st.lists(st.builds(EnvVar, _texts, _texts), max_size=2).map(tuple),
)
_many = st.lists(_containers, max_size=2).map(tuple)
_pods = st.builds(Pod, st.text(min_size=1), st.dictionaries(st.text(min_size=1), _texts, max_size=2), _many, _texts)


def test_json_has_the_names_of_that_summer_and_leaves_out_what_is_empty():
    assert to_json(WEB) == {
        "id": "web",
        "labels": {"app": "shop"},
        "containers": [
            {
                "name": "nginx",
                "image": "nginx:1.7",
                "ports": [{"containerPort": 80, "hostPort": 8080, "name": "http"}],
                "env": [{"name": "MODE", "value": "fast"}],
            }
        ],
        "host": "m1",
    }
    assert json.dumps(to_json([ContainerManifest("web")])) == '[{"id": "web"}]'


@pytest.mark.parametrize("plain", [None, 1.5, 7, True, "text", [], {}, [None, {"id": "web"}]])
def test_what_is_plain_already_stays_as_it_is(plain):
    assert to_json(plain) == plain


@given(_pods)
def test_a_pod_comes_back_as_it_went(pod):
    assert from_json(Pod, json.loads(json.dumps(to_json(pod)))) == pod


@given(st.builds(ContainerManifest, st.text(min_size=1), _many))
def test_a_manifest_comes_back_as_it_went(manifest):
    assert from_json(ContainerManifest, json.loads(json.dumps(to_json(manifest)))) == manifest


@pytest.mark.parametrize(
    ("kind", "plain", "said"),
    [
        (Pod, [], "a Pod was wanted and [] found: it must be a JSON object."),
        (Pod, "web", "a Pod was wanted and 'web' found: it must be a JSON object."),
        (Pod, {}, "{} is not a Pod: "),
        (Pod, {"id": "web", "name": "x"}, "a Pod has no field 'name': it has id, labels, containers, host."),
        (Pod, {"id": "web", "containers": [5]}, "a Container was wanted and 5 found: it must be a JSON object."),
        (Pod, {"id": "web", "containers": 5}, "{'id': 'web', 'containers': 5} is not a Pod: "),
        (Port, {"host_port": 80}, "a Port has no field 'host_port': it has containerPort, hostPort, name."),
    ],
)
def test_what_is_no_noun(kind, plain, said):
    with pytest.raises(BadObject) as error:
        from_json(kind, plain)
    assert str(error.value).startswith(said)


def test_the_ports_that_a_pod_needs_on_its_machine():
    assert WEB.host_ports == {8080}
    assert Pod(
        "db", containers=(Container(ports=(Port(5432),)), Container(ports=(Port(1, 2), Port(3, 4))))
    ).host_ports == {2, 4}


def test_nouns_are_values():
    assert hash(WEB) == hash(Pod(**{**vars(WEB), "labels": {"app": "shop"}}))
    with pytest.raises(AttributeError):
        WEB.host = "m2"  # type: ignore[misc]


def test_todo_stays_itself_when_it_is_copied_or_pickled():
    assert pickle.loads(pickle.dumps(TODO)) is TODO
    assert copy.deepcopy([TODO])[0] is TODO
    assert (repr(TODO), bool(TODO)) == ("TODO", False)
