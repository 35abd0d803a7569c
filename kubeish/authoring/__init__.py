"""From one source to three forms: solutions/NN_name.md to the executed solution and the notebook that a learner opens.

In the order of a build: ``source`` reads the cells, ``answers`` and ``forms`` make the two forms, ``running`` executes
the solution, ``lint`` says what an author has to mend, ``build`` writes or compares. Learners never import this.
"""
