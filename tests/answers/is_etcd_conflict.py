"""Answers to is-etcd-conflict."""

from tests.answers import Right, Wrong

RIGHT = [
    Right(
        "isinstance and code",
        "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 101\n",
    ),
    Right(
        "step by step",
        "def is_etcd_conflict(error):\n    if not isinstance(error, EtcdError):\n        return False\n"
        "    if error.code == 101:\n        return True\n    return False\n",
    ),
    Right("a code, if it has one", "def is_etcd_conflict(error):\n    return getattr(error, 'code', None) == 101\n"),
]

WRONG = [
    Wrong(
        "every etcd error", "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError)\n", "EtcdError(100)"
    ),
    Wrong(
        "code without looking who it is",
        "def is_etcd_conflict(error):\n    return error.code == 101\n",
        "Ask first whether",
    ),
    Wrong(
        "the number anywhere in the text",
        "def is_etcd_conflict(error):\n    return '101' in str(error)\n",
        "two things must hold",
    ),
    Wrong(
        "404s as well",
        "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code in (100, 101)\n",
        "two things must hold",
    ),
    Wrong(
        "what #784's name suggests",
        "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 105\n",
        "101 is in `error.code`",
    ),
    Wrong(
        "no return",
        "def is_etcd_conflict(error):\n    isinstance(error, EtcdError) and error.code == 101\n",
        "without `return`",
    ),
    Wrong(
        "the first argument",
        "def is_etcd_conflict(error):\n    return getattr(error, 'args', (0,))[:1] == (101,)\n",
        "ValueError(101)",
    ),
    Wrong("everything", "def is_etcd_conflict(error):\n    return True\n", "two things must hold"),
    Wrong(
        "truthy, not True",
        "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 101 and error\n",
        "return True or False",
    ),
    Wrong(
        "the words that the error begins with",
        "def is_etcd_conflict(error):\n    return str(error).startswith('101:')\n",
        "two things must hold",
    ),
    Wrong(
        "the number as a text",
        "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == '101'\n",
        "101 is in `error.code`",
    ),
]
