"""A simulation of posts, a hub and everything that goes wrong, from one seed."""
