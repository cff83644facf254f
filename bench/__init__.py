"""Measured comparisons: generated mails, the intake beside a rival, the understanding beside parsers."""
