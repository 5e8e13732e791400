"""デモの町 — a fictional desk with a year of life in it, made in an empty database only."""
