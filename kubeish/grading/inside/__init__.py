"""What runs inside the sandbox, on the answer's side: standard library and the learner's half of kubeish alone.

``warm`` starts once and forks a process for each answer, ``apart`` takes that one away from all others, ``cell`` runs
the learner's cell, ``serving`` answers the grader's questions. Nothing here knows what a right answer is.
"""
