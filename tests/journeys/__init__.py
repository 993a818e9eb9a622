"""Whole jobs from end to end, through real stores, a real hub and real HTTP."""
