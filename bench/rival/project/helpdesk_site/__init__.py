"""The smallest Django project that django-helpdesk's installation guide asks for."""
