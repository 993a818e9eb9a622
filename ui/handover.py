"""Passing papers on by scanning: lists for the agency, and results that came back."""
