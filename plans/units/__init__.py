"""The register of units: its forms as a file, its names, who is meant by them."""
