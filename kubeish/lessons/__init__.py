"""What a single lesson shows: the table of the story, a fake client, real threads, a fleet."""
