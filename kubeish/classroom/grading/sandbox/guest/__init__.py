"""The sandbox's inside: runs what a learner wrote, and knows nothing of what a right answer is.

``zygote`` starts once and forks a process for each answer, ``isolate`` separates that process from
all others, ``answer_server`` runs the learner's cell and answers the grader's questions,
``nbval_server`` runs a notebook. Nothing here imports a part of kubeish that learners have not.
"""
