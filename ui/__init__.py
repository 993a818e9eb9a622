"""The window of the counter: PySide6, no SQL, no HTTP, no business rule."""
