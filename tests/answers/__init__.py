"""Answers to try the checks on: a module for each exercise, named by its slug, with RIGHT and WRONG ones as texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    """Another right way: the text of a cell that must pass."""

    title: str
    source: str


@dataclass(frozen=True)
class Wrong:
    """A plausible wrong answer: the text of a cell, and a sentence that the verdict must say."""

    title: str
    source: str
    says: str


PRELUDE = """
import json
from kubeish import TODO, EtcdError, EtcdHelper, Pod, check, connect, explore
from kubeish.registry import EtcdRegistry, is_etcd_conflict, make_container_key, make_pod_key
"""
"""What every answer's cell may use; a lesson imports no less."""
