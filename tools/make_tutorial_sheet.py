"""Write examples/tutorial/seeds.xlsx, the sheet of 55 rows that the tutorial starts from, out of data/raw.

The 38 rows of excel_2024.csv come with all their dirt, then the first rows of seeds.jsonl up to 55.
"""

import csv
import json
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment

ROOT = Path(__file__).parents[1]
ROWS = 55
WIDTHS = {"A": 6, "B": 44, "C": 72, "D": 22}


def main() -> None:
    """Write the sheet and say where it is."""
    with (ROOT / "data/raw/excel_2024.csv").open(encoding="gb18030", newline="") as lines:
        header, *dirty = csv.reader(lines)
    others = (ROOT / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row[1:4] for row in dirty if len(row) == len(header)]
    seen = {row[0] for row in rows}
    for pair in map(json.loads, others):
        if len(rows) < ROWS and pair["prompt"] not in seen:
            rows.append([pair["prompt"], pair["response"], ""])

    book = Workbook()
    sheet = book.active
    sheet.title = "贺岁"
    sheet.append(header)
    for number, row in enumerate(rows, 1):
        sheet.append([number, *row])
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    path = ROOT / "examples/tutorial/seeds.xlsx"
    book.save(path)
    print(path)


if __name__ == "__main__":
    main()
