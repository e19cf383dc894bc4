"""Tables as columns: batches of text on their way in, findings on their way out."""
