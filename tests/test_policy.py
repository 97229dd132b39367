"""The policy of the pages: nothing stands inline that it does not allow, and servers are given the same."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html
from site_building import PROJECT, Build, build, copy_edition, one_page
from site_ledgers import with_ledgers

Policy = dict[str, list[str]]
COMPILING = "'wasm-unsafe-eval'"
# Of scripts that a browser runs; others are data.
RUN = ("", "module", "text/javascript", "application/javascript")
OWN_PAGE = """# Own page

```{image} pictures/page-front.png
:width: 50%
```

<script>window.planted = true</script>

<p onclick="planted()" style="color: red">Words</p>
"""


def parsed(policy: str) -> Policy:
    return {name: sources for name, *sources in (directive.split() for directive in policy.split("; "))}


def stated(page: html.HtmlElement) -> Policy:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    return parsed(policy)


def sent(out: Path) -> Policy:
    """What a server is to send with everything."""
    lines = (out / "_headers").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "/*"
    headers = dict(line.strip().split(": ", 1) for line in lines[1:])
    assert headers["X-Content-Type-Options"] == "nosniff"
    return parsed(headers["Content-Security-Policy"])


def digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def inline(page: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """What stands inline on a page: the directive it comes under, and its text."""
    for script in page.iter("script"):
        if script.get("type", "") in RUN and not script.get("src"):
            yield "script-src", script.text or ""
    for style in page.iter("style"):
        yield "style-src", style.text or ""
    for attribute in page.xpath("//@style"):
        yield "style-src", attribute
    for name in ("href", "src", "action"):
        addresses = page.xpath(f"//@{name}")
        yield from (("script-src", each) for each in addresses if each.startswith("javascript:"))
    for element in page.iter():
        yield from (("script-src", value) for key, value in element.items() if key.startswith("on"))


def not_allowed(page: html.HtmlElement, policy: Policy) -> list[str]:
    return [text for directive, text in inline(page) if digest(text) not in policy[directive]]


def pages(site: Build) -> dict[str, html.HtmlElement]:
    found = (path.relative_to(site.out).with_suffix("").as_posix() for path in site.out.rglob("*.html"))
    return {name: site.page(name) for name in found if not name.startswith(("_static/", "pagefind/"))}


@pytest.fixture(scope="module", params=["html", pytest.param("dirhtml", marks=pytest.mark.slow)])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site with pages of all kinds, among them those that lead on and that say what was withdrawn."""
    root = with_ledgers(copy_edition(tmp_path_factory.mktemp("policy") / "edition"))
    settings = (root / "edition.toml").read_text(encoding="utf-8")
    (root / "edition.toml").write_text(f"{settings}[site]\nentries-per-page = 2\n", encoding="utf-8")
    return build(root, request.param)


def test_nothing_stands_inline_that_the_policies_do_not_allow(site: Build) -> None:
    policy, found = sent(site.out), pages(site)
    assert len(found) > 40
    for name, page in found.items():
        assert not_allowed(page, stated(page)) == [], name
        assert not_allowed(page, policy) == [], name


def test_only_what_the_theme_has_in_every_frame_is_inline(site: Build) -> None:
    every = {tuple(inline(page)) for page in pages(site).values()}
    ((rules, script),) = (sorted(each, reverse=True) for each in every)
    assert script[1] == 'document.body.dataset.theme = localStorage.getItem("theme") || "auto";'
    assert rules[1].strip().startswith("body {")


def test_a_page_states_its_policy_before_anything_that_it_is_about(site: Build) -> None:
    for name, page in pages(site).items():
        head = [each for each in page.find("head") if isinstance(each.tag, str)]
        place = next(n for n, each in enumerate(head) if each.get("http-equiv") == "Content-Security-Policy")
        assert {each.tag for each in head[:place]} == {"meta"}, name


def test_the_policy_trusts_no_other_host_and_nothing_unknown(site: Build) -> None:
    policy = sent(site.out)
    assert policy["default-src"] == policy["form-action"] == policy["frame-ancestors"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == ["'none'"]
    sources = {source for found in policy.values() for source in found if not source.startswith("'sha256-")}
    assert sources == {"'self'", "'none'", COMPILING, "data:"}
    assert "data:" not in policy["script-src"]


def test_the_policy_is_told_as_it_is(site: Build) -> None:
    said = (PROJECT / "source" / "publishing.md").read_text(encoding="utf-8")
    (policy,) = re.findall(r"^default-src .*$", said, re.MULTILINE)
    written = "; ".join(" ".join((name, *sources)) for name, sources in sent(site.out).items())
    assert re.sub(r"sha256-[^']+", "sha256-…", written) == policy


def test_the_site_has_nothing_from_other_hosts(site: Build) -> None:
    for name, page in pages(site).items():
        loaded = page.xpath("//@src | //@srcset | //link[@rel='stylesheet']/@href")
        assert [each for each in loaded if re.match(r"\w+:|//", each)] == [], name


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site with a page of the edition's own, on which something was planted, and an extension's script."""
    root = copy_edition(tmp_path_factory.mktemp("policy") / "edition")
    (root / "source" / "own.md").write_text(f"---\norphan: true\n---\n\n{OWN_PAGE}", encoding="utf-8")
    with (root / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write('html_js_files = [(None, {"body": "window.extended = true"})]\n')
    with (root / "edition.toml").open("a", encoding="utf-8") as settings:
        settings.write('search = "small"\n')
    return build(root)


def test_sizes_on_a_page_that_people_write_are_allowed_and_scripts_are_not(own: Build) -> None:
    page = own.page("own")
    assert page.xpath("//article//img/@style") == ["width: 50%;"]
    for policy in (stated(page), sent(own.out)):
        assert not_allowed(page, policy) == ["window.planted = true", "planted()"]
        assert "'unsafe-hashes'" in policy["style-src"]
    assert "'unsafe-hashes'" not in stated(own.page("index"))["style-src"]


def test_scripts_of_the_projects_extensions_are_allowed(own: Build) -> None:
    page = own.page("articles/quillhaven-ferry")
    assert "window.extended = true" in [text for _directive, text in inline(page)]
    assert not_allowed(page, stated(page)) == not_allowed(page, sent(own.out)) == []


def test_only_the_page_that_searches_compiles_anything(site: Build) -> None:
    compiling = [name for name, page in pages(site).items() if COMPILING in stated(page)["script-src"]]
    assert [name.partition("/")[0] for name in compiling] == ["search"]


def test_a_site_without_pagefind_compiles_nothing(own: Build) -> None:
    assert COMPILING not in sent(own.out)["script-src"]


def test_a_project_can_do_without(tmp_path: Path) -> None:
    root = one_page(tmp_path, "# A\n")
    assert (build(root).out / "_headers").is_file()
    with (root / "conf.py").open("a", encoding="utf-8") as settings:
        settings.write("pressmark_policy = False\n")
    site = build(root)
    assert not (site.out / "_headers").exists()
    assert site.page("index").xpath("//meta[@http-equiv='Content-Security-Policy']") == []


def test_a_book_has_none(tmp_path: Path) -> None:
    out = build(one_page(tmp_path, "# A\n"), "epub").out
    assert b"Content-Security-Policy" not in (out / "index.xhtml").read_bytes()
    assert not (out / "_headers").exists()
