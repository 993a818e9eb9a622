"""Tests of the post: client, engine, worker and hub."""
