"""`kubeish doctor`: what this machine has, and what works without the rest."""

from __future__ import annotations

import sys

import click

from kubeish.cli.looks import Finding, all_looks


@click.command()
def command() -> None:
    """Look at Python, the packages, etcd, Chromium, bubblewrap and ports, and say what works without each.

    Fails only where something is missing without which nothing works.
    """
    findings = [look() for look in all_looks()]
    for finding in findings:
        click.echo(f"{_mark(finding):<8} {finding.what:<11} {finding.said}")
    if any(finding.needed and not finding.well for finding in findings):
        sys.exit(1)


def _mark(finding: Finding) -> str:
    if finding.well:
        return "well"
    return "MISSING" if finding.needed else "without"
