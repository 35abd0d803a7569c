"""etcd3's own tests pass on the embedded client, except those that docs/etcd3-api.md lists, and on the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubeish.etcd.cluster import LocalEtcd
from tests.etcd.conformance.etcd3_suite import REQUIREMENT, ROOT, download, run

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
PAGE = ROOT / "docs" / "etcd3-api.md"


def test_only_the_listed_ones_of_etcd3_s_own_tests_fail(tmp_path: Path) -> None:
    sources = download(tmp_path)
    if sources is None:
        pytest.skip(f"pip cannot get the sources of {REQUIREMENT} here.")
    results = run(sources, "embedded")
    passed = [name for name, result in results.items() if result == "passed"]
    failed = {name.rpartition(".")[2]: result for name, result in results.items() if name not in passed}
    table = PAGE.read_text().partition("## `etcd3`'s own tests")[2].partition("\n## ")[0]
    listed = re.findall(r"`(test_\w+)`", table)
    assert sorted(failed) == sorted(listed), failed
    assert len(passed) >= 66
    assert f"{len(passed)} of its {len(results)} tests pass" in table


@pytest.mark.etcd
def test_the_real_client_passes_all_that_plain_etcd3_passes(tmp_path: Path) -> None:
    sources = download(tmp_path)
    if sources is None:
        pytest.skip(f"pip cannot get the sources of {REQUIREMENT} here.")
    with LocalEtcd() as etcd:  # a fresh one: the tests count its keys
        results = run(sources, "real", etcd.url)
    failed = {name.rpartition(".")[2]: result for name, result in results.items() if result != "passed"}
    # With plain etcd3 they fail too: one wants three members, the other a module that is not there.
    assert failed.keys() == {"test_member_list", "test_user_pwd_auth"}, failed
    assert len(results) == 82
