"""Everything around the course: files, authoring, site, grading, commands. No room imports it."""
