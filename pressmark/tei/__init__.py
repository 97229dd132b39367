"""TEI: built from annotations, written, read back and validated."""
