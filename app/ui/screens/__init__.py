"""One file per screen: a view in, functions out."""
