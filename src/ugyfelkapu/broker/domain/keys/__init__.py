"""Keys and certificates of services, as numbers and names."""
