"""Answers to warm-up."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "two returns",
        """
def read_back(client, key):
    value, metadata = client.get(key)
    if metadata is None:
        return None, 0
    return value, metadata.mod_revision
""",
    ),
    Right(
        "by extract from the response",
        """
def read_back(client, key):
    response = client.get_response(key)
    for kv in response.kvs:
        return kv.value, kv.mod_revision
    return None, 0
""",
    ),
    Right(
        "the error for a missing key, caught",
        """
def read_back(client, key):
    value, metadata = client.get(key)
    try:
        return value, metadata.mod_revision
    except AttributeError:
        return None, 0
""",
    ),
]

WRONG = [
    Wrong("the value alone", "def read_back(client, key):\n    return client.get(key)[0]\n", "answers with two things"),
    Wrong(
        "the pair as it comes",
        "def read_back(client, key):\n    return client.get(key)\n",
        "which of the metadata's numbers",
    ),
    Wrong(
        "the version",
        "def read_back(client, key):\n    value, m = client.get(key)\n    return value, m.version if m else 0\n",
        "which of the metadata's numbers",
    ),
    Wrong(
        "the revision of its creation",
        "def read_back(client, key):\n    v, m = client.get(key)\n    return v, m.create_revision if m else 0\n",
        "which of the metadata's numbers",
    ),
    Wrong(
        "the store's revision",
        "def read_back(client, key):\n    value, m = client.get(key)\n"
        "    return value, m.response_header.revision if m else 0\n",
        "which of the metadata's numbers",
    ),
    Wrong(
        "no thought for a missing key",
        "def read_back(client, key):\n    value, m = client.get(key)\n    return value, m.mod_revision\n",
        "for a missing key `client.get` answers (None, None)",
    ),
    Wrong(
        "prints instead of returning",
        "def read_back(client, key):\n    value, m = client.get(key)\n    print(value, m and m.mod_revision)\n",
        "answers with two things",
    ),
    Wrong("always the same", "def read_back(client, key):\n    return b'[]', 2\n", "it was written twice"),
    Wrong(
        "the value as text",
        """
def read_back(client, key):
    value, m = client.get(key)
    return (value.decode(), m.mod_revision) if m else (None, 0)
""",
        "without decode()",
    ),
    Wrong(
        "no index for a missing key",
        """
def read_back(client, key):
    value, m = client.get(key)
    return value, m.mod_revision if m else None
""",
        "there is no metadata to ask",
    ),
]
