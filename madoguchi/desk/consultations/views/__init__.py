"""Pages: the desk (lists), intake (the call page), work and people (deeds on one case)."""
