"""Cells of two schedulers for the browser tests: the race of lesson 01 and the swap of lesson 02."""

from __future__ import annotations

RACE = '''
import json
from kubeish.widgets import stepper

KEY = "/registry/hosts/m1/kubelet"

def run_pod(client, pod):
    """Read the list, append, write it back."""
    value, _ = client.get(KEY)
    manifests = json.loads(value)
    manifests.append({"id": pod})
    client.put(KEY, json.dumps(manifests))

def one_pod(client):
    client.put(KEY, json.dumps([{"id": "web"}]))

def lost_pods(client):
    found = {manifest["id"] for manifest in json.loads(client.get(KEY)[0])}
    return [f"{pod} is lost" for pod in ("web", "db", "cache") if pod not in found]

def add_db(client):
    run_pod(client, "db")

def add_cache(client):
    run_pod(client, "cache")

clients = {"A": add_db, "B": add_cache}
'''

STEPPER = """
shown = stepper(clients, one_pod, lost_pods, goal="lose a pod", breaking="lose a pod")
shown
"""

SWAP = '''
def run_pod(client, pod):
    """Write the list only if no other client has."""
    while True:
        value, metadata = client.get(KEY)
        manifests = json.loads(value) + [{"id": pod}]
        if client.transaction(
            compare=[client.transactions.mod(KEY) == metadata.mod_revision],
            success=[client.transactions.put(KEY, json.dumps(manifests))],
            failure=[],
        )[0]:
            return
'''
