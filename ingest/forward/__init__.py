"""Forwarded mail: the layouts of mail clients, and the unwrapping that reads them."""
