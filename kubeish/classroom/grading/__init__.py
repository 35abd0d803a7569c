"""Grading: from submissions to marks. No learner's code runs outside a sandbox.

In the order of a run, each file entered once:

1. ``grade``: one run, from the options to the report. ``exercise_specs`` reads the course's
   solutions, ``marking_scheme_file`` the points, ``settings`` holds what decides marks.
2. ``reading``: the submissions as data: the learners' files, notebooks and answers.
3. ``executor``: hands each submission to a ``worker``, a process of ``local_pool`` or of a Dask
   cluster. ``sandbox_pool`` starts the sandboxes that local workers share.
4. ``mark_submission``: one submission. ``reading.answer_candidates`` finds the answers' cells.
5. ``mark_exercise``: one exercise. ``sandbox`` starts a process for the cell, ``remote_answer``
   questions it over a ``channel`` in values of ``wire``, within a ``deadline``. A ``remote_program``
   runs on by itself, and its ``remote_run`` is done again in the store that counts. The verdict comes
   from ``kubeish.checks``, or from ``verdict_cache`` where a passed answer has replied the same.
6. ``reasons``: words the verdict, or the error that ended the examination, as an ``ExerciseMark``
   of ``results``. ``suspicious_code`` and ``watched_objects`` judge a pass, ``counterexample`` draws a failure.
7. ``nbval_run``: nbval's opinion of the notebook that ``assemble_notebook`` makes. A different one
   makes the mark *disputed*.
8. ``results_db``: keeps each submission's marks under a key of all that they depend on, such as
   ``code_fingerprint``, so that a run goes on where it was stopped.
9. ``report``: writes pages and tables from the database, with the ``marking_scheme``'s points.
"""
