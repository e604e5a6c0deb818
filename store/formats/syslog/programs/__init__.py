"""What each program's messages mean."""
