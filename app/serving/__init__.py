"""The app in a browser: a process of the app for every window, behind a guard."""
