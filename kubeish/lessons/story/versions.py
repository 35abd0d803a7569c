"""Columns of the table: each version of the registry, with the time of its commit."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.registry.before_265 import EtcdRegistry
from kubeish.registry.one_transaction import OneTransactionRegistry
from kubeish.registry.pr_265 import EtcdRegistry265
from kubeish.registry.pr_269 import EtcdRegistry269
from kubeish.registry.pr_557 import EtcdRegistry557
from kubeish.registry.pr_694 import EtcdRegistry694
from kubeish.registry.pr_740 import EtcdRegistry740
from kubeish.registry.pr_961 import EtcdRegistry961
from kubeish.wording import say


@dataclass(frozen=True)
class Version:
    """A column: ``title`` and ``when`` are its head, ``registry`` is the class of that version."""

    slug: str
    title: str
    when: str
    registry: type[EtcdRegistry]


VERSIONS = (
    Version("before-265", say("before #265"), say("June 2014"), EtcdRegistry),
    Version("265", "#265", say("27 June, 11:42"), EtcdRegistry265),
    Version("269", "#269", say("27 June, 16:28"), EtcdRegistry269),
    Version("740", "#740", say("4 August"), EtcdRegistry740),
    Version("694", "#694, #794", say("5 August"), EtcdRegistry694),
    Version("557", "#557", say("11 August"), EtcdRegistry557),
    Version("961", "#961", say("25 August"), EtcdRegistry961),
    Version("one-transaction", say("one transaction"), say("with etcd v3"), OneTransactionRegistry),
)
