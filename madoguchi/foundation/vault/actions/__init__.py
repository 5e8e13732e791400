"""Everything that changes keyrings and boxes by itself. What `boxes`, `keyrings` and `rows` do, others' actions do."""
