"""What `reclampro doctor` looks at."""
