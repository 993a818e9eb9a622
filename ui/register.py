"""The register of dossiers and the day at this counter, as the journal holds them."""
