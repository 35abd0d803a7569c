"""The report: grades.csv, totals.csv, a page for each learner, one for the class, JUnit XML. All made from the journal.

It can be made anew at any time, and half of one is overwritten by the next.
"""
