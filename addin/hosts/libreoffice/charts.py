"""Charts and frozen panes of a sheet, as xlwings speaks of them, over UNO."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.hosts.libreoffice.bridge import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.hosts.libreoffice.ranges import Range
    from addin.hosts.libreoffice.sheets import Sheet

POINT = 2540 / 72  # 1/100 mm
DIAGRAMS = {
    "column_clustered": ("com.sun.star.chart.BarDiagram", False, False),
    "column_stacked": ("com.sun.star.chart.BarDiagram", False, True),
    "bar_clustered": ("com.sun.star.chart.BarDiagram", True, False),
    "bar_stacked": ("com.sun.star.chart.BarDiagram", True, True),
    "line": ("com.sun.star.chart.LineDiagram", False, False),
    "pie": ("com.sun.star.chart.PieDiagram", False, False),
}


# ------------------------------------------------------------------ window


class FreezePanes(base_classes.FreezePanes):
    """The frozen rows and columns of a sheet. Without a window there is nothing to freeze."""

    def __init__(self, sheet: Sheet) -> None:
        """Look at a sheet."""
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows and columns of a range from A1."""
        box = self._sheet.range(frozen_range)
        self._on_controller(box.shape[1], box.shape[0])

    def unfreeze(self) -> None:
        """Freeze nothing."""
        self._on_controller(0, 0)

    def _on_controller(self, columns: int, rows: int) -> None:
        controller = self._sheet.book.model.getCurrentController()
        if controller is not None:
            before = controller.ActiveSheet
            controller.setActiveSheet(self._sheet.api)
            controller.freezeAtPosition(columns, rows)
            controller.setActiveSheet(before)


# ------------------------------------------------------------------ charts


class Charts:
    """The charts of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        """Look at a sheet."""
        self._sheet = sheet

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    def __iter__(self) -> Iterator[Chart]:
        """Iterate over the charts."""
        return iter([Chart(self._sheet, name) for name in self._sheet.api.getCharts().getElementNames()])

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._sheet.api.getCharts().getCount())

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a chart of that name."""
        return bool(self._sheet.api.getCharts().hasByName(name))

    def __call__(self, name_or_index: str | int) -> Chart:
        """Return a chart by name or by place from 1. Raises KeyError."""
        names = self._sheet.api.getCharts().getElementNames()
        name = names[name_or_index - 1] if isinstance(name_or_index, int) else name_or_index
        if name not in names:
            raise KeyError(name)
        return Chart(self._sheet, name)

    def add(
        self, left: float, top: float, width: float, height: float, *, chart_type: str | None = None,
        source: Range | None = None, name: str | None = None, anchor: Any = None, **_options: object,
    ) -> Chart:  # fmt: skip
        """Draw a chart of a range whose first row are names and whose first column are categories."""
        charts = self._sheet.api.getCharts()
        taken = set(charts.getElementNames())
        title = name or next(free for number in count(1) if (free := f"Chart {number}") not in taken)
        x, y = (anchor.left, anchor.top) if anchor is not None else (left, top)
        corner = {"X": round(x * POINT), "Y": round(y * POINT)}
        place = Struct("com.sun.star.awt.Rectangle", **corner, Width=round(width * POINT), Height=round(height * POINT))
        charts.addNewByName(title, place, [source.api.getRangeAddress()] if source else [], True, True)
        made = Chart(self._sheet, title)
        if chart_type:
            made.chart_type = chart_type
        return made


class Chart(base_classes.Chart):
    """One chart."""

    def __init__(self, sheet: Sheet, name: str) -> None:
        """Stand for the chart of that name."""
        self._sheet, self._name = sheet, name

    @property
    def api(self) -> Any:
        """The UNO table chart."""
        return self._sheet.api.getCharts().getByName(self._name)

    @property
    def parent(self) -> Sheet:
        """The sheet."""
        return self._sheet

    @property  # type: ignore[misc]  # ours only reads it
    def name(self) -> str:
        """Name of the chart."""
        return self._name

    def set_source_data(self, rng: Range, _plot_by: str | None = None) -> None:
        """Show other cells."""
        self.api.setRanges([rng.api.getRangeAddress()])

    @property
    def chart_type(self) -> str:
        """Kind of chart in xlwings' words."""
        diagram = self.api.getEmbeddedObject().getDiagram()
        service = diagram.getDiagramType()
        bar = service == "com.sun.star.chart.BarDiagram"
        key = (service, bool(diagram.Vertical) if bar else False, bool(diagram.Stacked) if bar else False)
        return next((kind for kind, known in DIAGRAMS.items() if known == key), "combination")

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        service, vertical, stacked = DIAGRAMS[value]
        model = self.api.getEmbeddedObject()
        diagram = model.createInstance(service)
        model.setDiagram(diagram)
        if service == "com.sun.star.chart.BarDiagram":
            diagram.Vertical = vertical  # UNO's "vertical" bars lie
            diagram.Stacked = stacked

    @property
    def title(self) -> str | None:
        """Title above the chart."""
        model = self.api.getEmbeddedObject()
        return str(model.getTitle().String) if model.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        model = self.api.getEmbeddedObject()
        model.HasMainTitle = value is not None
        if value is not None:
            model.getTitle().String = value

    def delete(self) -> None:
        """Take the chart away."""
        self._sheet.api.getCharts().removeByName(self._name)
