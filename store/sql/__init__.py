"""Questions of the user's own, in SQL: read only, over documented views, within limits."""
