"""django-helpdesk in an environment of its own, on the same servers."""
