"""Reading seeds: bytes as received become a `SourceDocument`, text fixed and parts told apart."""

from pressmark.seeds.read import read_seed

__all__ = ["read_seed"]
