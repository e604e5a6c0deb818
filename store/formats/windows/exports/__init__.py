"""Event Viewer's and wevtutil's own text exports."""
