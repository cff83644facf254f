"""Two cabinets and a morning's mail to look at the service with."""
