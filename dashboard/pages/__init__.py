"""One module an area; each exports `routes`."""
