"""Answers to warm-up."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== two returns
def read_back(client, key):
    value, metadata = client.get(key)
    if metadata is None:
        return None, 0
    return value, metadata.mod_revision
=== by extract from the response
def read_back(client, key):
    response = client.get_response(key)
    for kv in response.kvs:
        return kv.value, kv.mod_revision
    return None, 0
=== the error for a missing key, caught
-    if metadata is None:
+    try:
+        return value, metadata.mod_revision
+    except AttributeError:
-    return value, metadata.mod_revision
=== the value alone => answers with two things
def read_back(client, key):
    return client.get(key)[0]
=== the pair as it comes => which of the metadata's numbers
def read_back(client, key):
    return client.get(key)
=== the version => which of the metadata's numbers
def read_back(client, key):
    value, m = client.get(key)
    return value, m.version if m else 0
=== the revision of its creation => which of the metadata's numbers
def read_back(client, key):
    v, m = client.get(key)
    return v, m.create_revision if m else 0
=== the store's revision => which of the metadata's numbers
def read_back(client, key):
    value, m = client.get(key)
    return value, m.response_header.revision if m else 0
=== no thought for a missing key => for a missing key `client.get` answers (None, None)
def read_back(client, key):
    value, m = client.get(key)
    return value, m.mod_revision
=== prints instead of returning => answers with two things
def read_back(client, key):
    value, m = client.get(key)
    print(value, m and m.mod_revision)
=== always the same => the value as it came
def read_back(client, key):
    return b'[]', 2
=== the value as text => without decode()
def read_back(client, key):
    value, m = client.get(key)
    return (value.decode(), m.mod_revision) if m else (None, 0)
=== no index for a missing key => there is no metadata to ask
def read_back(client, key):
    value, m = client.get(key)
    return value, m.mod_revision if m else None
=== a named tuple
from typing import NamedTuple
class Pair(NamedTuple):
    value: bytes | None
    index: int
def read_back(client, key):
    value, metadata = client.get(key)
    return Pair(value, metadata.mod_revision if metadata else 0)
=== a list of two
def read_back(client, key):
    value, metadata = client.get(key)
    return [value, getattr(metadata, "mod_revision", 0)]
=== match
def read_back(client, key):
    match client.get(key):
        case None, None:
            return None, 0
        case value, metadata:
            return value, metadata.mod_revision
=== one transaction that reads
def read_back(client, key):
    _, [found] = client.transaction(compare=[], success=[client.transactions.get(key)], failure=[])
    return (found[0][0], found[0][1].mod_revision) if found else (None, 0)
=== reads until two reads agree
def read_back(client, key):
    while True:
        one, other = client.get(key), client.get(key)
        if (one[1] is None) == (other[1] is None) and getattr(one[1], "mod_revision", 0) == getattr(
            other[1], "mod_revision", 0
        ):
            return one[0], getattr(one[1], "mod_revision", 0)
=== a dataclass in between, a helper, a print and a pause
import time
from dataclasses import dataclass
@dataclass
class Found:
    value: bytes | None
    index: int = 0
def look_up(client, key):
    value, metadata = client.get(key)
    return Found(value, metadata.mod_revision) if metadata is not None else Found(None)
def read_back(client, key):
    found = look_up(client, key)
    print(found)
    time.sleep(3)
    return found.value, found.index
=== of all that begins with the key, the key itself
def read_back(client, key):
    for value, metadata in client.get_prefix(key):
        if metadata.key == key.encode():
            return value, metadata.mod_revision
    return None, 0
=== an empty value is taken for a missing key => a key that holds an empty value is there
def read_back(client, key):
    value, metadata = client.get(key)
    if not value:
        return None, 0
    return value, metadata.mod_revision
=== value and index from two reads => there is no metadata to ask
def read_back(client, key):
    if client.get(key)[0] is None:
        return None, 0
    return client.get(key)[0], client.get(key)[1].mod_revision
=== value and index from two reads, with a key that is gone in between => between two there is a write
def read_back(client, key):
    value, _ = client.get(key)
    _, metadata = client.get(key)
    return (value, metadata.mod_revision) if metadata and value is not None else (None, 0)
=== creates a missing key => it wrote to
def read_back(client, key):
    value, metadata = client.get(key)
    if value is None:
        client.put(key, "")
        return None, 0
    return value, metadata.mod_revision
=== the first of all that begins with the key => one read
def read_back(client, key):
    for value, metadata in client.get_prefix(key):
        return value, metadata.mod_revision
    return None, 0
=== text where it is text => without decode()
def read_back(client, key):
    value, m = client.get(key)
    if m is None:
        return None, 0
    try:
        return value.decode(), m.mod_revision
    except UnicodeDecodeError:
        return value, m.mod_revision
=== tries again after a lost reply => raise` every other one again
from kubeish.errors import ConnectionTimeoutError
def read_back(client, key):
    while True:
        try:
            value, m = client.get(key)
            return (value, m.mod_revision) if m else (None, 0)
        except ConnectionTimeoutError:
            continue
=== any error is a missing key => raise` every other one again
def read_back(client, key):
    try:
        value, m = client.get(key)
        return value, m.mod_revision
    except Exception:
        return None, 0
=== a typing error => at line 3 of read_back
def read_back(client, key):
    value, metadata = client.get(key)
    return valeu, metadata.mod_revision
=== async => is async, so that calling it runs nothing
async def read_back(client, key):
    return client.get(key)
=== a generator => has a yield in it
def read_back(client, key):
    yield client.get(key)
=== the index as a text => the index is a number
def read_back(client, key):
    value, m = client.get(key)
    return (value, str(m.mod_revision)) if m else (None, 0)
=== a copy beside the key => it wrote to
def read_back(client, key):
    value, m = client.get(key)
    client.put(key + "/seen", "1")
    return (value, m.mod_revision) if m else (None, 0)
=== remembers what it was told, by functools.cache => ask the store at each call
import functools

@functools.lru_cache(maxsize=None)
def read_back(client, key):
    value, metadata = client.get(key)
    return (None, 0) if metadata is None else (value, metadata.mod_revision)
=== takes the blanks off => as the store has it now
def read_back(client, key):
    value, metadata = client.get(key)
    return (None, 0) if metadata is None else (value.strip(), metadata.mod_revision)
=== an index of one byte => which of the metadata's numbers
def read_back(client, key):
    value, metadata = client.get(key)
    return (None, 0) if metadata is None else (value, min(metadata.mod_revision, 255))
=== takes null for no value => the value as it came
-    if metadata is None:
+    if metadata is None or value == b"null":
""")
