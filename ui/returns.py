"""Giving results back: what is owed first, who stands there, the originals, and the signed return receipt."""
