"""The courier: sealed bytes from a post to its hub, and receipts back."""
