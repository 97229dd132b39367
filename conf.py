"""Sphinx's settings. What is particular to this edition stands in `edition.toml`."""

from pathlib import Path

import pressmark
from pressmark.site.settings import read_settings

edition = read_settings(Path(__file__).parent)

project = edition.title
author = project_copyright = edition.publisher
version = release = pressmark.__version__
language = edition.language
extensions = ["myst_parser", "sphinx_design", "pressmark.site"]
nitpicky = True
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist", "smartquotes"]

html_theme = "furo"
html_title = edition.title
html_baseurl = edition.base_url
html_show_sourcelink = False
html_domain_indices = False
html_use_index = False

latex_engine = "xelatex"
latex_documents = [("index", "edition.tex", edition.title, edition.publisher, "manual")]
epub_basename = "edition"
epub_show_urls = "no"
