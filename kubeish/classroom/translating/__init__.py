"""Translating: one catalogue of messages a lesson and language, ``locale/LANGUAGE/NN_name.po``.

``extraction`` finds what is to be translated, ``catalogues`` merges it into the PO files and reads
them, ``coverage`` checks a language with ``message_gates``, ``typography`` and ``glossary``.
"""
