"""What workbooks hold and show: number formats, serial dates, styles, sheets, merges."""
