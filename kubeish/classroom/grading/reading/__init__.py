"""Reading: from the folders, files and zips of a school to each learner's notebooks and answers.

Everything here is data: nothing is run, imported or parsed as Python, and sizes are bounded.
"""
