"""The columns of the table: which registry stood when. Data, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kubeish.registry.before_265 import EtcdRegistry
from kubeish.registry.draft_269 import EtcdRegistryDraft269
from kubeish.registry.one_transaction import OneTransactionRegistry
from kubeish.registry.pr_265 import EtcdRegistry265
from kubeish.registry.pr_269 import EtcdRegistry269
from kubeish.registry.pr_557 import EtcdRegistry557
from kubeish.registry.pr_694 import EtcdRegistry694
from kubeish.registry.pr_961 import EtcdRegistry961


@dataclass(frozen=True)
class Version:
    """``title``: the head of its column; ``registry``: makes it, from a client and the names of the machines."""

    slug: str
    title: str
    when: str
    registry: Callable[..., Any]


VERSIONS = (
    Version("before-265", "before #265", "June 2014", EtcdRegistry),
    Version("265", "#265", "27 June, 11:42", EtcdRegistry265),
    Version("draft-269", "draft of #269", "27 June", EtcdRegistryDraft269),
    Version("269", "#269", "27 June, 16:28", EtcdRegistry269),
    Version("694", "#694, #794", "6 August", EtcdRegistry694),
    Version("557", "#557", "11 August", EtcdRegistry557),
    Version("961", "#961", "25 August", EtcdRegistry961),
    Version("one-transaction", "one transaction", "with etcd v3", OneTransactionRegistry),
)
