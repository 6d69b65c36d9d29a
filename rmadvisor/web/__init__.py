"""The app in a browser: who may come in, a process for each window, and the page that draws it."""
