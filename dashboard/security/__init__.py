"""Who is asking, whether they may, and whether it is really they who ask."""
