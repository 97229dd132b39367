"""Make the pictures of the guide, as a browser shows them.

    .venv/bin/python tools/guide_pictures.py [review] [pages]

`review`: the review of this edition, source/pictures/review-*.png. Works on a copy of the edition; what is
decided there is lost. `pages`: each kind of page, of the edition of thirty invented articles that the tests
make, source/pictures/page-*.png. Without either, both. Needs Debian's chromium and the packages of
requirements-dev.txt.
"""

import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from pressmark.config import Edition, Editor, load_edition
from pressmark.review.desk import Desk
from pressmark.review.serve import HOST, application

PROJECT = Path(__file__).parent.parent
sys.path.insert(0, str(PROJECT / "tests"))  # the edition of thirty is theirs
from site_building import build, make_thirty  # noqa: E402

PICTURES = PROJECT / "source" / "pictures"
TOKEN = "pictures"  # noqa: S105 (of a server that ends with this script)
ARTICLE = "pro-assad-alliance"
ME = Editor(id="ada", name="Ada Byron")
# Of the edition of thirty: page, part of its address behind "#", window, whether it is dark.
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
PAGES = {
    "front": ("index", "", DESK, False),
    "article": ("articles/the-light-on-1", "", DESK, False),
    "article-dark": ("articles/the-light-on-1", "", DESK, True),
    "article-phone": ("articles/the-light-on-1", "", PHONE, False),
    "cite": ("articles/the-light-on-1", "cite-this", DESK, False),
    "person": ("people/osk-ivar", "", DESK, False),
    "people": ("people", "", DESK, False),
    "places": ("places", "", DESK, False),
    "quotations": ("quotations", "", DESK, False),
    "dates": ("dates", "", DESK, False),
    "data": ("data", "", DESK, False),
}
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-lcd-text"]


@contextmanager
def copied_edition() -> Iterator[Edition]:
    """A copy of this edition with an editor, until the end of the block."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(PROJECT / "tei", root / "tei")
        shutil.copyfile(PROJECT / "edition.toml", root / "edition.toml")
        yield replace(load_edition(root), editors=(ME,))


@contextmanager
def running(edition: Edition) -> Iterator[str]:
    """The address of a review of an edition, until the end of the block."""
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        app = application(Desk(edition, ME), TOKEN, port, print)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://{HOST}:{port}/{TOKEN}"
        server.should_exit = True
        thread.join()


def take(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.wait_for_load_state()
    page.wait_for_timeout(300)  # until the window has scrolled to the mark
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size:,} bytes")


def washington(edition: Edition) -> str:
    """The anchor of the first "Washington" in the article."""
    pieces = Desk(edition, ME).sheet(ARTICLE).pieces
    return next(piece.anchor for piece in pieces.marks if pieces.words(piece) == "Washington")


def take_review(browser: Browser) -> None:
    """Take the pictures of the review."""
    with copied_edition() as edition, running(edition) as address:
        page = browser.new_page(viewport={"width": 960, "height": 540}, reduced_motion="reduce")
        anchor = washington(edition)
        page.goto(f"{address}/articles/{ARTICLE}?at={anchor}#{anchor}")
        page.wait_for_load_state()
        page.keyboard.press("c")
        page.keyboard.type("white")
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        take(page, "review-record")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        page.wait_for_url("**/together**")
        take(page, "review-together")
        page.goto(f"{address}/articles/{ARTICLE}")
        page.wait_for_load_state()
        page.evaluate(
            """() => {
                const words = "coalition", walker = document.createTreeWalker(
                    document.querySelector("#p2"), NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.lastIndexOf(words);
                    if (at < 0) continue;
                    document.getSelection().setBaseAndExtent(
                        walker.currentNode, at, walker.currentNode, at + words.length);
                }
                document.querySelector("#p2").scrollIntoView({ block: "center" });
            }"""
        )
        page.keyboard.press("n")
        take(page, "review-new-mark")
        phone = browser.new_page(viewport={"width": 390, "height": 640}, reduced_motion="reduce")
        phone.goto(f"{address}/articles/{ARTICLE}?at={anchor}#{anchor}")
        take(phone, "review-phone")


def take_pages(browser: Browser) -> None:
    """Take a picture of each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        site = build(make_thirty(Path(folder) / "edition")).out
        for name, (docname, anchor, window, dark) in PAGES.items():
            page = browser.new_page(
                viewport=window,  # type: ignore[arg-type]
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
            )
            page.goto((site / f"{docname}.html").as_uri() + (f"#{anchor}" if anchor else ""))
            take(page, f"page-{name}")
            page.close()


PARTS = {"review": take_review, "pages": take_pages}


def main(names: list[str]) -> None:
    """Take the pictures of the parts that are named, or of all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        for name in names or PARTS:
            PARTS[name](browser)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
