"""Reading: from what a school hands out (folders, files, zips) to each learner's notebooks, and the answers in them.

Everything here is data: nothing is run, imported or parsed as Python, and sizes and nesting are bounded.
"""
