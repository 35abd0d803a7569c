"""What can go wrong with a client that is to be explored, each as one sentence with what to do. No logic."""

from __future__ import annotations

from kubeish.errors import KubeishError


class ExploreError(KubeishError):
    """Base of the errors below: the client, or its number of orders, is not one that can be explored."""


class NotDeterministic(ExploreError):
    """The same answers were played to the client twice, and it did two different things."""


class SwallowedPause(ExploreError):
    """The client caught the pause that the explorer stops it with, and went on."""


class NeverAsks(ExploreError):
    """The client runs for ever without asking the store anything."""


class WaitsForEver(ExploreError):
    """The client asks for ever, and alone it can never get on."""


class NeverStops(ExploreError):
    """The client asks more often than the explorer is willing to answer."""


class TooLarge(ExploreError):
    """There are more states than the explorer was allowed to visit."""


class NotAClient(ExploreError):
    """What was given as a client is no plain function of one."""


class BadSetup(ExploreError):
    """The function that was to set up the store did not."""


class BadInvariant(ExploreError):
    """The invariant did not return complaints."""
