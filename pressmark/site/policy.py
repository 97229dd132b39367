"""The Content-Security-Policy: a page runs and loads nothing but what the site itself holds.

Every page states it, so that it holds on any server and on none. A server that sends headers gets it in a
file besides: that reaches what is no page, the TEI files among them. What stands inline is allowed by its
digest: the script and the rules that furo has in its frame, scripts that the project's extensions put there,
and the sizes that the prose of an edition gives to pictures and columns. No other script in a page is run.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from pressmark.site import search
from pressmark.site.environment import project_of
from pressmark.site.output import BUILDERS, write_changed
from pressmark.site.page_frame import INLINE, Inline

SETTING: Final = "pressmark_policy"
HEADERS: Final = "_headers"  # as Netlify, Cloudflare Pages and others read it
# What a page cannot say of itself.
_OF_SERVERS: Final = "frame-ancestors 'self'"
_META: Final = '<meta http-equiv="Content-Security-Policy" content="{}">'
_STATED: Final = re.compile(_META.format('([^"]*)'))
_ATTRIBUTE: Final = re.compile(r'<[^>]+? style="([^"]*)"')
Directives = dict[str, list[str]]


def state_policy(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None
) -> None:
    """Let a page state its policy. To be called once all is known that its frame holds inline."""
    if INLINE not in context or not app.config[SETTING] or app.builder.name not in BUILDERS:
        return
    sizes: dict[str, None] = {}
    body = context.get("body") or ""
    if ' style="' in body and not project_of(app.env).is_mounted(pagename):  # a page that people write
        sizes = dict.fromkeys(map(unescape, _ATTRIBUTE.findall(body)))
    inline: Inline = context[INLINE]
    scripts = [inline.script, *filter(None, map(_body, context["script_files"]))]
    allowed = _allowed(scripts, [inline.rules], sizes)
    if pagename == search.PAGE and app.config[search.SETTING] == search.PAGEFIND:
        allowed["script-src"].append("'wasm-unsafe-eval'")  # Pagefind is WebAssembly
    stated = _META.format(_written(allowed))
    context["metatags"] = f"{stated}{context.get('metatags') or ''}"


def _body(script: object) -> str:
    """The inline script of an entry of Sphinx's list of scripts; empty if it is a file."""
    attributes: dict[str, str] = getattr(script, "attributes", {})
    return attributes.get("body") or ""


def _allowed(scripts: Iterable[str], rules: Iterable[str], sizes: Iterable[str]) -> Directives:
    """What a page may run and load: inline scripts, rules of style, values of style attributes."""
    styles = ["'self'", *map(_digest, rules)]
    if attributes := list(map(_digest, sizes)):
        styles += ["'unsafe-hashes'", *attributes]
    return {
        "default-src": ["'self'"],
        "script-src": ["'self'", *map(_digest, scripts)],
        "style-src": styles,
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
    }


def write_headers(app: Sphinx, error: Exception | None) -> None:
    """Write for servers what the pages that people wrote state, all in one; take it away if none does."""
    if error or app.builder.name not in BUILDERS or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    path = Path(app.outdir, HEADERS)
    project = project_of(app.env)
    prose = [page for page in app.env.found_docs if not project.is_mounted(page)]
    stated = _stated(Path(app.builder.get_output_path(page)) for page in prose)
    if stated:
        policy = f"{_written(stated)}; {_OF_SERVERS}"
        lines = ("/*", f"  Content-Security-Policy: {policy}", "  X-Content-Type-Options: nosniff", "")
        write_changed(path, "\n".join(lines).encode())
    else:
        path.unlink(missing_ok=True)


def _stated(pages: Iterable[Path]) -> Directives:
    """All that pages allow. Those made from TEI allow no more than the others."""
    allowed: Directives = {}
    for path in sorted(pages):
        found = _STATED.search(path.read_text(encoding="utf-8")) if path.is_file() else None
        for directive in found[1].split("; ") if found else ():
            name, *sources = directive.split()
            allowed[name] = list(dict.fromkeys([*allowed.get(name, ()), *sources]))
    return allowed


def _written(directives: Directives) -> str:
    return "; ".join(" ".join((name, *sources)) for name, sources in directives.items())


def _digest(text: str) -> str:
    """How a policy names an inline script, style or attribute that is allowed."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
