"""From bytes on a server to a draft."""
