"""`python -m pressmark.tei.schema`: make RELAX NG and Schematron from the ODD, and the edition's copies."""

from pathlib import Path

from pressmark.config import load_edition
from pressmark.errors import PressmarkError
from pressmark.files import find_root
from pressmark.tei.schema.files import derived_files, write_schema
from pressmark.tei.schema.odd import ODD_FILE, load_odd
from pressmark.tei.write import write_file


def main() -> None:
    """Write the package's two files, and all three in the edition around the working directory."""
    for name, data in derived_files(load_odd()).items():
        write_file(ODD_FILE.parent / name, data)
    if root := find_root(Path.cwd()):
        for finding in write_schema(load_edition(root)):
            raise PressmarkError(finding)


if __name__ == "__main__":
    main()
