"""The pages of the host. Each view finds what it shows, and a template shows it."""
