"""Models to fill in: a workbook or a text whose columns are those of a schema."""
