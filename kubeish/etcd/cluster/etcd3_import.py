"""The import of PyPI's etcd3, with one clear sentence where it is not installed.

Importing this module may raise Etcd3NotUsable, which is an ImportError.
"""

from __future__ import annotations

from kubeish.etcd.cluster.errors import Etcd3NotUsable

__all__ = ["etcd3"]

try:
    # Else etcd3 would fail beside protobuf 4 and later. Most processes have it by kubeish_etcd3.pth,
    # but Python reads no .pth file in a folder that PYTHONPATH names.
    import kubeish_etcd3

    kubeish_etcd3.install()
    import etcd3
except ImportError as error:
    raise Etcd3NotUsable(
        f"A real etcd needs the package etcd3, and its import failed ({error}): "
        "`pip install etcd3`, or stay with memory://."
    ) from None
