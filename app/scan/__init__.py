"""Barcodes in: GS1 text, keys of a scanner, or a picture → item, lot, expiry, serial.

Nothing is repaired here: a code is right as it stands, or a Refusal says which part of
it is wrong.
"""

from app.scan.scanned import Element, Scanned
from app.scan.text import as_brackets, as_elements, read

__all__ = ["Element", "Scanned", "as_brackets", "as_elements", "read"]
