"""The report: CSV tables, JUnit XML, pages of the learners and the class; all from the database.

It can be written again at any time; an interrupted one is overwritten by the next.
"""
