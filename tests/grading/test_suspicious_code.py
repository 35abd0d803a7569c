"""Code that reaches for what examines it is found by what it does; honest code that only has the same words is not."""

from __future__ import annotations

import importlib.util

import pytest

from kubeish.checks.recording_random import RecordingRandom
from kubeish.classroom.grading import suspicious_code
from kubeish.classroom.grading.suspicious_code import find_suspicious_code
from tests.grading import notebook_samples as samples

METHOD = min(name for name in vars(RecordingRandom) if name in suspicious_code._INTERNALS)
FIELD = min(name for name in vars(RecordingRandom(0)) if name in suspicious_code._INTERNALS)

HONEST = {
    "a variable": "modules = ['a']\nfor patience in modules:\n    eval, exec = patience, modules\nprint(eval, exec)",
    "a docstring": 'def f():\n    """Does not eval, exec or look at sys.modules, gc or __globals__."""',
    "a string": "print('import gc; exec', {'modules': 1}['modules'], counts['exec'])",
    "a comment": "x = 1  # sys.modules, gc, eval(x), call_twice_at_once",
    "a parameter": "def f(eval, modules):\n    return eval(modules)",
    "a function": "def exec(x):\n    return x\nexec(1)",
    "an attribute": "class A:\n    def f(self):\n        return self.modules + cluster.modules + model.eval(1)",
    "a private method": f"class A:\n    def f(self):\n        self.{FIELD} = self.{METHOD}()",
    "another's attribute": f"class A:\n    def f(self, other):\n        self.{FIELD} = 1\n        return other.{FIELD}",
    "sys": "import sys\nsys.stdout.write('x')\nsys.modules_of_mine = 1",
    "a name in a module": "import time as gc\ngc.sleep(0)",
    "the course": "from kubeish import *\nfrom kubeish import check, every_pod_once\nimport kubeish\nkubeish.check",
    "fixtures": "from kubeish.checks.fixtures import one_pod",
    "magic": "%%time\n!ls\nx = 1\nx?",
    "an escape": "'\\d'",
    "no Python": "eval( sys.modules gc",
}

SUSPICIOUS = {
    "import gc": ["gc"],
    "import os, ctypes.util as u": ["ctypes"],
    "from importlib import reload": ["importlib"],
    "import sys\nfor each in sys.modules: pass": ["modules"],
    "import sys as s\nt = s\nt.modules": ["modules"],
    "from sys import modules as m": ["modules"],
    "import threading\nthreading.sys.modules": ["modules"],
    "import sys\nvars(sys)['modules']": ["modules"],
    "import sys\nsys.__dict__['modules']": ["modules"],
    "import sys\ngetattr(sys, 'modules')": ["modules"],
    "eval('1')": ["eval"],
    "run = exec": ["exec"],
    "import builtins\nbuiltins.exec('1')": ["exec"],
    "__import__('x')": ["__import__"],
    "print(__builtins__)": ["__builtins__"],
    "f'{eval(1)}'": ["eval"],
    "x.f.__globals__['y']": ["__globals__"],
    "import operator\noperator.attrgetter('__code__')": ["__code__"],
    "import inspect\ninspect.currentframe().f_back.f_locals": ["currentframe", "f_back", "f_locals"],
    "from sys import _getframe": ["_getframe"],
    "import sys, threading\nsys.settrace(None), threading.setprofile(None)": ["setprofile", "settrace"],
    "from kubeish.checks import thread_safety": ["kubeish.checks"],
    "import kubeish.checks.timeouts as t": ["kubeish.checks"],
    "import kubeish\nkubeish.checks.local_answer": ["kubeish.checks"],
    "from kubeish import checks": ["kubeish.checks"],
    "import kubeish.classroom.grading.channel": ["kubeish.classroom.grading"],
    "from kubeish.explorer.replay import FunctionProgram": ["FunctionProgram"],
    f"type(random).{METHOD} = lambda *_: 'apart'": [METHOD],
    f"def {METHOD}(*_):\n    return 'apart'\ntype(random).{METHOD} = {METHOD}": [METHOD],
    f"class A:\n    def f(self):\n        self.random.{FIELD} = False": [FIELD],
    f"getattr(x, '{METHOD}')": [METHOD],
    "x = (1\n% eval('3'))": ["eval"],
    "%%time\neval('1')": ["eval"],
}


@pytest.mark.parametrize("title", HONEST)
def test_words_alone_are_not_suspicious(title: str) -> None:
    assert find_suspicious_code([HONEST[title]]) == []


@pytest.mark.parametrize("text", SUSPICIOUS)
def test_what_reaches_for_the_checks_is_found(text: str) -> None:
    assert find_suspicious_code(["x = 1", text]) == SUSPICIOUS[text]


def test_no_right_answer_of_the_tests_is_suspicious() -> None:
    for slug in samples.list_built_slugs():
        for answer in samples.load_answers(slug)[0]:
            assert find_suspicious_code([answer.source], slug) == [], (slug, answer.title)


WATCHED = {
    "a[k] = r.__dict__": ["__dict__"],
    "setattr(r, 'ove' + 'rlap', False)": ["setattr"],
    "put = setattr": ["setattr"],
    "for k in vars(r):\n    object.__setattr__(r, k, 0)": ["__setattr__", "vars"],
    "super(type(r), r).__setattr__('a' + 'b', 0)": ["__setattr__"],
    "r.__init__(1)": ["__init__"],
    "from traceback import walk_stack": ["traceback", "walk_stack"],
    "import pkgutil\npkgutil.resolve_name('kube' + 'ish.checks')": ["pkgutil"],
    "import collections\ncollections._sys.path": ["_sys"],
    "from collections import _sys": ["_sys"],
    "def f(m):\n    return m.sys.modules": ["modules"],
    "import logging.config": ["logging.config"],
    "import functools\nfunctools.update_wrapper(r, s, ())": ["update_wrapper"],
    "import functools\nfunctools.wraps(s, ())(r)": ["wraps"],
    "import functools\nput = functools.wraps": ["wraps"],
    "from functools import singledispatch": ["singledispatch"],
    "class A:\n    def __reduce_ex__(self, protocol):\n        return f, (), {'a' + 'b': 0}": ["__reduce_ex__"],
    "class A:\n    def f(self):\n        self.random.x = 1": ["self.random.x"],
    "def f(m):\n    m.checks.f = 1": ["m.checks.f"],
    "f().x = 1": ["?.x"],
    "class A:\n    pass\nf().x = A()\ng().calls = 0": ["?.calls", "?.x"],
    "for r.calls in [0]: pass": ["r.calls"],
    "with x as r.calls: pass": ["r.calls"],
    "del r.calls": ["r.calls"],
    "class A:\n    def __new__(cls, x):\n        return x\na = A(r)\na.calls = 1": ["__new__"],
    "a = A = type(r)\na.calls = 1": ["a.calls"],
    "def quiet(self):\n    self.calls = 0": ["quiet"],
    "class A:\n    def quiet(self):\n        self.calls = 0\n    def f(self, r):\n        A.quiet(r)": ["quiet"],
    "class A:\n    def quiet(self):\n        self.calls = 0\n    def f(self, r):\n        type(self).quiet(r)": [
        "quiet"
    ],
    # And what honest answers do.
    "self.__dict__.setdefault('lock', 1)": [],
    "self.__dict__.setdefault(name, 1)": ["__dict__"],
    "class A(B):\n    def __init__(self):\n        super().__init__()\n        getattr(self, 'x')": [],
    "class A:\n    def f(self):\n        self.calls += 1\n        self.modules = self.trace = self.stack = 0": [],
    "class A:\n    def quiet(self):\n        self.calls = 0\na = A()\na.quiet()\nA().quiet()\na.x = 1": [],
    "class A:\n    n = 0\n    def f(self):\n        A.n += 1": [],
    "import threading\nclass A:\n    def f(self):\n        self.own = threading.local()\n        self.own.x = 1": [],
    "import functools\n@functools.wraps(f)\ndef g():\n    return 1": [],
    "from multiprocessing import Lock": [],
    "from multiprocessing import Lock, reduction": ["multiprocessing"],
    "import random, threading, logging, numpy as np\nfrom collections import deque\nfrom kubeish import NoMachines": [],
}


@pytest.mark.parametrize("text", WATCHED)
def test_an_object_that_watches_is_not_changed_unnamed(text: str) -> None:
    for slug in ("random-scheduler", "two-choices", "round-robin", "back-off"):
        assert find_suspicious_code([text], slug) == WATCHED[text], slug
    assert find_suspicious_code([text], "string-set") in ([], ["modules"])


def test_the_modules_that_it_names_are_there() -> None:
    for name in (*suspicious_code._MODULES, *suspicious_code._HONEST_MODULES):
        assert importlib.util.find_spec(name.rstrip(".")), name


@pytest.mark.parametrize("text", ["(" * 5_000, "-" * 90_000, "\0", "\ud800", "x." * 40_000 + "y", "if 1:\n" * 90])
def test_hostile_text_does_no_harm(text: str) -> None:
    assert find_suspicious_code([text, "import gc"]) == ["gc"]
