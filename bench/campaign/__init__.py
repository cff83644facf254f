"""Campaigns: the whole service under faults, looked at from outside."""
