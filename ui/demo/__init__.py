"""The demonstration: a province in a temporary folder, and the main job done in the real window before your eyes."""
