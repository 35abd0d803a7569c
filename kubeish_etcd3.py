"""Import hook that lets etcd3 0.12.0 run beside protobuf 4 and later. Standard library only.

etcd3's three ``_pb2`` modules were generated in 2020. They build their message classes by calls that
protobuf refuses since version 4 ("Descriptors cannot be created directly"). The same files also hold
the serialized description of the messages, which every protobuf reads. With this hook such a module
is not run: protobuf's own builder makes the classes from that description, as it does for code
generated today. Under protobuf 3, and for an etcd3 generated anew, the hook leaves the import alone.

``kubeish_etcd3.pth`` installs it when Python starts, so that a plain ``import etcd3`` works. This
module is not part of the package kubeish: at that time ``sys.path`` is not complete, and an import
of kubeish could find another copy than the program does. It costs a quarter of a millisecond.

PYTEST_DONT_REWRITE: pytest rewrites what comes with a plugin, and warns of what is imported before.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing takes ten times as long to import as this module
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

_MODULES = ("etcd3.etcdrpc.kv_pb2", "etcd3.etcdrpc.auth_pb2", "etcd3.etcdrpc.rpc_pb2")  # the last imports the others


class MessageFinder:
    """Finder in ``sys.meta_path`` of etcd3's generated modules, where they cannot run as they are."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Return a spec that builds the module, or None where Python should import it as usual."""
        if name not in _MODULES:
            return None
        from importlib.machinery import PathFinder

        from google.protobuf import __version__

        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None or int(__version__.partition(".")[0]) < 4:
            return None
        serialized = _read_serialized_file(spec.loader.get_source(name))  # type: ignore[attr-defined]  # a SourceLoader
        if serialized is None:
            return None
        spec.loader = MessageLoader(serialized)  # type: ignore[assignment]  # an importlib.abc.Loader by its methods
        return spec


class MessageLoader:
    """Loader of one generated module: builds its messages from the serialized file description."""

    def __init__(self, serialized: bytes) -> None:
        self._serialized = serialized

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to Python to create the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module with the message classes and enums that its file describes."""
        from importlib import import_module

        from google.protobuf import descriptor_pool
        from google.protobuf.internal import builder

        if module.__name__ == _MODULES[-1]:
            for name in _MODULES[:-1]:  # their files must be in the pool first
                import_module(name)
        file = descriptor_pool.Default().AddSerializedFile(self._serialized)
        module.DESCRIPTOR = file  # type: ignore[attr-defined]
        builder.BuildMessageAndEnumDescriptors(file, module.__dict__)
        builder.BuildTopDescriptorsAndMessages(file, module.__name__, module.__dict__)


def _read_serialized_file(source: str | None) -> bytes | None:
    """The argument ``serialized_pb`` of a file generated before protobuf 4, or None without one."""
    import ast
    import re

    found = re.search(r"^  serialized_pb=_b\(('.*')\)$", source or "", re.MULTILINE)
    return ast.literal_eval(found.group(1)).encode("latin1") if found else None


def install() -> None:
    """Put the finder before Python's own. May be repeated."""
    if MessageFinder not in sys.meta_path:
        sys.meta_path.insert(0, MessageFinder)
