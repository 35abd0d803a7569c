"""The site: browser edition and reading edition, Binder's pins, and the buttons that lead there.

Only an author's checkout publishes. A reader's browser gets the package as it is.
"""
