"""Answers to is-etcd-conflict."""

from tests.answers import read_answers

RIGHT, WRONG = read_answers("""
=== isinstance and code
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101
=== step by step
def is_etcd_conflict(error):
    if not isinstance(error, EtcdError):
        return False
    if error.code == 101:
        return True
    return False
=== a code, if it has one => two things must hold
def is_etcd_conflict(error):
    return getattr(error, "code", None) == 101
=== every etcd error => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError)
=== code without looking who it is => Ask first whether
def is_etcd_conflict(error):
    return error.code == 101
=== the number anywhere in the text => two things must hold
def is_etcd_conflict(error):
    return '101' in str(error)
=== 404s as well => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code in (100, 101)
=== what #784's name suggests => 101 is in `error.code`
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 105
=== no return => without `return`
def is_etcd_conflict(error):
    isinstance(error, EtcdError) and error.code == 101
=== the first argument => two things must hold
def is_etcd_conflict(error):
    return getattr(error, 'args', (0,))[:1] == (101,)
=== everything => two things must hold
def is_etcd_conflict(error):
    return True
=== truthy, not True
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101 and error
=== the words that the error begins with => two things must hold
def is_etcd_conflict(error):
    return str(error).startswith('101:')
=== the number as a text => 101 is in `error.code`
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == '101'
=== match
def is_etcd_conflict(error):
    match error:
        case EtcdError(code=101):
            return True
    return False
=== the error itself, or nothing
def is_etcd_conflict(error):
    if isinstance(error, EtcdError) and error.code == 101:
        return error
=== any of several
def is_etcd_conflict(error):
    return any(isinstance(each, EtcdError) and each.code in {101} for each in [error])
=== raises it and sees
def is_etcd_conflict(error):
    try:
        if isinstance(error, Exception):
            raise error
    except EtcdError as found:
        return found.code == 101
    except Exception:
        pass
    return False
=== a number of zeros and ones
def is_etcd_conflict(error):
    return int(isinstance(error, EtcdError)) * int(getattr(error, "code", 0) == 101)
=== a lambda, and a set of codes
CONFLICTS = frozenset({101})
is_etcd_conflict = lambda error: isinstance(error, EtcdError) and error.code in CONFLICTS
=== a class that is called
class Conflict:
    def __init__(self, code):
        self.code = code
    def __call__(self, error):
        return isinstance(error, EtcdError) and error.code == self.code
is_etcd_conflict = Conflict(101)
=== sleeps, and calls itself
import time
def is_etcd_conflict(error, again=True):
    time.sleep(0.1)
    if again:
        return is_etcd_conflict(error, False)
    return isinstance(error, EtcdError) and not error.code - 101
=== every number but 100 and 105 => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code not in (100, 105)
=== ends with a 1 => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and str(error.code).endswith("1")
=== its cause looks like a compare => on EtcdError(
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.cause.startswith("[")
=== while True, never decided => it never came back
def is_etcd_conflict(error):
    while isinstance(error, EtcdError):
        if error.code == 101:
            return True
    return False
=== compares the class by its name => with a code of 101
def is_etcd_conflict(error):
    return getattr(error, "code", 0) == 101 and "Error" in type(error).__name__
=== from 101 on => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code >= 101
=== at most 101 => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code <= 101
=== its words say that a compare failed => two things must hold
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and "Compare failed" in str(error)
=== every second time => 101 is in `error.code`
calls = []
def is_etcd_conflict(error):
    calls.append(error)
    return isinstance(error, EtcdError) and error.code == 101 and len(calls) % 2 == 0
=== an index has to be there too => 101 is in `error.code`
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101 and error.index > 0
=== the cause has to be there too => 101 is in `error.code`
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101 and bool(error.cause)
=== no function => hand over the function itself
is_etcd_conflict = True
=== asserts => it raised AssertionError
def is_etcd_conflict(error):
    assert isinstance(error, EtcdError)
    return error.code == 101
=== whatever has the code => two things must hold
def is_etcd_conflict(error):
    return getattr(error, "code", None) == 101
=== of that very class, and of none derived from it => a derived class is an EtcdError too
def is_etcd_conflict(error):
    return type(error) is EtcdError and error.code == 101
""")
