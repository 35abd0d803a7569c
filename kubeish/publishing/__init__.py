"""Where the course is opened: the site (browser edition and reading edition), Binder, and the buttons that lead there.

Only an author's checkout publishes. What a reader's browser gets of kubeish is the package as it is.
"""
