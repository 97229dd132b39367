"""The parser of TEI documents: bytes of a file in `tei/` to a doctree."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from sphinx.environment import BuildEnvironment
from sphinx.parsers import Parser

from pressmark.errors import PressmarkError
from pressmark.files import read_file
from pressmark.site.article_page import build_article_page, build_stub
from pressmark.site.domain import NAME, EditionDomain
from pressmark.site.findings import log_finding
from pressmark.site.project import TeiProject
from pressmark.site.record_page import build_record_page
from pressmark.tei.parse import MAX_BYTES, parse
from pressmark.tei.read import read_article

SUFFIX = ".xml"


class TeiParser(Parser):
    """Reads an article's file, or one record of a register."""

    supported: ClassVar[tuple[str, ...]] = ("tei",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Fill the document. `inputstring` is not used: XML is read from the file's bytes."""
        self.setup_parse(inputstring, document)
        env: BuildEnvironment = document.settings.env
        domain = env.domains[NAME]
        project = env.project
        if not isinstance(project, TeiProject) or not isinstance(domain, EditionDomain):
            raise TypeError("TEI documents are mounted by pressmark.site, which is not set up")
        # None of these pages is in a toctree: a sidebar that lists them all would make
        # the build quadratic. They are listed on pages of our own.
        env.metadata[env.docname]["orphan"] = True
        found = project.record_of(env.docname)
        if found:
            record, document.current_line = found
            page = build_record_page(record, env.docname)
        else:
            page = _article_page(Path(env.doc2path(env.docname)), env.docname, domain, env)
        document += page
        self.finish_parse()


def _article_page(path: Path, docname: str, domain: EditionDomain, env: BuildEnvironment) -> nodes.section:
    """The page of an article; a file that cannot be read becomes one finding and a stub."""
    try:
        data = read_file(path, MAX_BYTES)
        domain.note_digest(docname, hashlib.sha256(data).hexdigest())
        article = read_article(parse(data, str(path)), path.stem)
    except PressmarkError as error:
        log_finding(error.finding)
        domain.note_faulty(docname, str(replace(error.finding, path=path.name)))
        env.note_reread()  # so that the next build reports it again until it is mended
        return build_stub(path.stem, str(replace(error.finding, path=path.name)))
    domain.note_article(docname, article.without_tokens())
    return build_article_page(article, docname)
