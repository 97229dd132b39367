"""What "valid" means here: an ODD, and the RELAX NG and Schematron that are made from it."""
