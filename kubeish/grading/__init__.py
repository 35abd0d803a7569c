"""Grading: from a folder of submissions to marks that can be defended. What a stranger wrote runs in a sandbox.

In the order of a run: ``reading`` finds the answers, ``papers`` lays them out, ``sandbox`` and ``inside`` run them,
``remote`` and ``examining`` question them from outside, ``notebook_run`` asks nbval too, ``marking`` makes
the marks of one submission, ``running`` those of a class, ``report`` writes them down.
"""
