"""Make the pictures of the guide for editors: the review of this edition, as a browser shows it.

    .venv/bin/python tools/guide_pictures.py

Works on a copy of the edition; what is decided there is lost. Needs Debian's chromium and the
packages of requirements-dev.txt. Writes source/pictures/review-*.png.
"""

import shutil
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from pressmark.config import Edition, Editor, load_edition
from pressmark.review.desk import Desk
from pressmark.review.serve import HOST, application

PROJECT = Path(__file__).parent.parent
PICTURES = PROJECT / "source" / "pictures"
TOKEN = "pictures"  # noqa: S105 (of a server that ends with this script)
ARTICLE = "pro-assad-alliance"
ME = Editor(id="ada", name="Ada Byron")
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
    path = PICTURES / f"review-{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(PROJECT)}: {path.stat().st_size:,} bytes")


def washington(edition: Edition) -> str:
    """The anchor of the first "Washington" in the article."""
    pieces = Desk(edition, ME).sheet(ARTICLE).pieces
    return next(piece.anchor for piece in pieces.marks if pieces.words(piece) == "Washington")


def main() -> None:
    """Take every picture of the guide."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with copied_edition() as edition, running(edition) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS)
        page = browser.new_page(viewport={"width": 960, "height": 540}, reduced_motion="reduce")
        anchor = washington(edition)
        page.goto(f"{address}/articles/{ARTICLE}?at={anchor}#{anchor}")
        page.wait_for_load_state()
        page.keyboard.press("c")
        page.keyboard.type("white")
        page.get_by_role("listbox").get_by_role("option").first.wait_for()
        take(page, "record")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.keyboard.press("s")
        page.wait_for_url("**/together**")
        take(page, "together")
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
        take(page, "new-mark")
        phone = browser.new_page(viewport={"width": 390, "height": 640}, reduced_motion="reduce")
        phone.goto(f"{address}/articles/{ARTICLE}?at={anchor}#{anchor}")
        take(phone, "phone")
        browser.close()


if __name__ == "__main__":
    main()
