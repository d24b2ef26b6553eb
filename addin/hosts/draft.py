"""A workbook under change: its package, its styles, and the sheets cut up while several changes touch them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.hosts.opc import forget_calculation, sheet_parts, uses_1904, workbook_part
from addin.hosts.sheetxml import SheetXml, pieces, split
from addin.hosts.styles import Styles
from addin.hosts.tables import HEADER_ROW, Layout, find_table
from addin.ports import Refusal

if TYPE_CHECKING:
    from addin.hosts.opc import SheetPart
    from addin.hosts.package import Package
    from addin.hosts.scanning import Glance


class Draft:
    """What the changes of one apply work on. Nothing reaches the file before it is saved."""

    def __init__(self, package: Package, seen: dict[str, Glance] | None = None) -> None:
        """Open a package for changes; what was seen of its worksheets, by part, is taken over and used up.

        Raises Refusal ``signed`` and ``shared-log``: what a change would break.
        """
        names = [name.lower() for name in package.names()]
        if any(name.startswith("_xmlsignatures/") for name in names):
            raise Refusal("signed")
        if any(name.startswith("xl/revisions/") for name in names):
            raise Refusal("shared-log")
        self.package = package
        self.workbook = workbook_part(package)
        self.date1904 = uses_1904(package, self.workbook)
        self.styles = Styles(package, self.workbook)
        self.formulas_changed = False
        self._seen = seen or {}
        self._sheets: dict[str, SheetXml] = {}
        self._touched: set[str] = set()

    def find(self, title: str) -> SheetPart | None:
        """Return the sheet of that title (capitals make no difference, as in Excel), None when there is none."""
        wanted = title.casefold()
        return next((s for s in sheet_parts(self.package, self.workbook) if s.title.casefold() == wanted), None)

    def cell_sheet(self, title: str) -> SheetPart:
        """Return the worksheet of that title. Raises Refusal ``no-sheet`` when it is missing or a chart sheet."""
        sheet = self.find(title)
        if sheet is None or not sheet.cells:
            raise Refusal("no-sheet", sheet=title)
        return sheet

    def xml(self, part: str) -> SheetXml:
        """Return a worksheet cut up, as it stands now."""
        if part not in self._sheets:
            self._sheets[part] = split(self._seen.pop(part) if part in self._seen else self.package.part(part))
        return self._sheets[part]

    def set_xml(self, part: str, xml: SheetXml) -> None:
        """Set a worksheet; it is joined once, at the end."""
        self._sheets[part] = xml
        self._touched.add(part)

    def forget(self, part: str) -> None:
        """Drop what is known of a worksheet part whose bytes were put into the package directly."""
        self._seen.pop(part, None)
        self._sheets.pop(part, None)
        self._touched.discard(part)

    def layout(self, sheet: SheetPart, header_row: int = HEADER_ROW) -> Layout:
        """Return where the table of a sheet stands now."""
        return find_table(self.package, self.workbook, sheet, self.xml(sheet.part), header_row)

    def finish(self) -> None:
        """Put everything back into the package and have Excel calculate anew."""
        formulas = {part: sheet.formulas for part, sheet in self._sheets.items()}
        for part in self._touched:
            self.package.put(part, pieces(self._sheets.pop(part)))
        self._touched.clear()
        self.styles.flush(self.package)
        if self.package.changed:
            forget_calculation(self.package, self.workbook, formulas, formulas_changed=self.formulas_changed)
