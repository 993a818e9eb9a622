"""What waits for the province and why, what was set aside, files under way, numbers left."""
