"""The lessons, run by nbval: a plugin that gives each a store of its own, and one that expects grading to fail."""
