"""What happens to an office: events, holiday notices, units that merge."""
