"""The pages of a PDF: read from memory, drawn on the screen and, by the same drawing, on paper."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter


class Pages:
    """An opened PDF. `count` is 0 when the bytes are no PDF."""

    def __init__(self, pdf: bytes) -> None:
        self._document = QPdfDocument()
        self._device = QBuffer()
        self._device.setData(QByteArray(pdf))
        self._device.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._device)

    @property
    def count(self) -> int:
        """How many pages."""
        return self._document.pageCount() if self._document.status() is QPdfDocument.Status.Ready else 0

    def size_points(self, page: int) -> QSizeF:
        """Width and height of a page in points."""
        return self._document.pagePointSize(page)

    def draw(self, page: int, size_px: QSize) -> QImage:
        """A page on white at that size."""
        pixels = self._document.render(page, size_px)
        sheet = QImage(size_px, QImage.Format.Format_RGB32)
        sheet.fill(Qt.GlobalColor.white)
        painter = QPainter(sheet)
        painter.drawImage(0, 0, pixels)
        painter.end()
        return sheet

    def text(self, page: int) -> str:
        """All words of a page."""
        return self._document.getAllText(page).text()

    def close(self) -> None:
        """Free the document."""
        self._document.close()
        self._device.close()


def prepare_printer(printer: QPrinter, pages: Pages) -> None:
    """Whole sheets of the report's own size, edge to edge as on the screen."""
    size = pages.size_points(0)
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(size, QPageSize.Unit.Point))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)


def print_pages(printer: QPrinter, pages: Pages) -> int:
    """Put the pages the dialog chose on the printer; returns how many it took, 0 when it refused."""
    painter = QPainter()
    if pages.count == 0 or not painter.begin(printer):
        return 0
    first = max(1, printer.fromPage()) if printer.fromPage() else 1
    last = min(pages.count, printer.toPage()) if printer.toPage() else pages.count
    done = 0
    for number in range(first, last + 1):
        if done and not printer.newPage():
            break
        sheet = printer.paperRect(QPrinter.Unit.DevicePixel)
        # More than 300 dots an inch only makes the job slow: photographs are embedded at 300.
        share = min(1.0, 300.0 / printer.resolution())
        drawn = pages.draw(number - 1, QSize(round(sheet.width() * share), round(sheet.height() * share)))
        painter.drawImage(QRectF(0, 0, sheet.width(), sheet.height()), drawn, QRectF(drawn.rect()))
        done += 1
    return done if painter.end() else 0
