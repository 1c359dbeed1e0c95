"""What facts mean: the post, the hub, and what people see of them."""
