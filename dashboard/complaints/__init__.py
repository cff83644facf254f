"""What the pages of complaints show, gathered and worded."""
