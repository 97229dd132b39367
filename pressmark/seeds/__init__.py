"""Reading seeds: bytes as received become a `SourceDocument`, text fixed and parts told apart."""

from pressmark.seeds.read import parse_seed, read_seed

__all__ = ["parse_seed", "read_seed"]
