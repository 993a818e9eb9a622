"""Conversations between a counter and the hub as each release held them; every later hub must still answer so."""
