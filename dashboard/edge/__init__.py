"""The outermost door of the dashboard: connections before any request is read from them."""
