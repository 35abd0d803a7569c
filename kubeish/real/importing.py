"""The import of PyPI's etcd3, with one clear sentence where it cannot be.

etcd3 0.12.0 was generated in 2020 and imports only beside protobuf 3. kubeish therefore pins protobuf 3.20.3, so that
a plain ``import etcd3`` works in any cell. Here only the case is caught that something installed another over it.
Importing this module may raise Etcd3NotUsable, which is an ImportError.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from kubeish.real.errors import Etcd3NotUsable

__all__ = ["etcd3"]

PROTOBUF = "3.20.3"


def _protobuf() -> str:
    try:
        return version("protobuf")
    except PackageNotFoundError:
        return "(none)"


try:
    import etcd3
except ImportError as error:
    raise Etcd3NotUsable(
        f"A real etcd needs the package etcd3, and its import failed ({error}): "
        f"`pip install etcd3==0.12.0 protobuf=={PROTOBUF}`, or stay with memory://."
    ) from None
except TypeError as error:
    if "Descriptors cannot be created directly" not in str(error):
        raise
    raise Etcd3NotUsable(
        f"etcd3 0.12.0 cannot be imported beside protobuf {_protobuf()}, which was installed over {PROTOBUF}: "
        f"`pip install protobuf=={PROTOBUF}` and start Python anew."
    ) from None
