"""Dossiers that arrived on line, with the working time left to answer each."""
