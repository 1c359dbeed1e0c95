"""The picture: the one encrypted file, what is folded into it, and its queries."""
