"""`python -m pressmark.tei.schema`: make RELAX NG and Schematron from the ODD, and the edition's copies."""

from pathlib import Path

from pressmark.config import find_root, load_edition
from pressmark.tei.schema.files import derived_files, write_schema
from pressmark.tei.schema.odd import ODD_FILE, load_odd
from pressmark.tei.write import write_file


def main() -> None:
    """Write the package's two files, and all three in the edition around the working directory."""
    for name, data in derived_files(load_odd()).items():
        write_file(ODD_FILE.parent / name, data)
    if root := find_root(Path.cwd()):
        write_schema(load_edition(root))


if __name__ == "__main__":
    main()
