"""The content of the pages of complaints, gathered and worded."""
