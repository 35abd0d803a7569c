"""One scheduler process. ``python -m kubeish.fleet.worker URL``: a line of JSON comes in for each job, and one goes out

for each pod that was placed. It says ``ready`` first, ends when its input does, and tells an error in one sentence.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from kubeish.connecting import connect

from .placing import Job, work


def say(**words: Any) -> None:
    """One line for whoever has started this process."""
    print(json.dumps(words), flush=True)


def main(url: str) -> None:
    """Take jobs until there are no more."""
    client = connect(url)
    say(ready=True)
    for line in sys.stdin:
        try:
            for placed in work(Job(**json.loads(line)), client, time.sleep):
                say(placed=asdict(placed))
            say(done=True)
        except Exception as error:  # whatever it is, it is told where it can be read
            say(failed=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main(sys.argv[1])
