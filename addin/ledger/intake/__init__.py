"""Taking in other people's registers: where their table stands, what their columns mean, and their rows as ours."""
