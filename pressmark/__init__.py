"""Pressmark: news articles as a digital edition in TEI, published with Sphinx."""

__version__ = "0.1.0"
