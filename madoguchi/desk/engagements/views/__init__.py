"""The pages of an engagement, by what they are about."""
