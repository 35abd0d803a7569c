"""Authoring: one source, solutions/NN_name.md, to the executed solution and the learner's notebook.

In the order of a build: ``source`` reads the cells, ``variants`` makes both notebooks, ``lint``
checks them, ``execute`` runs the solution. Learners never import this.
"""
