"""Pages of the documentation that are written from the code: `python -m releasing.reference`."""
