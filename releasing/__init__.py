"""What makes a release: `make release` builds and checks everything that a tag would publish."""
