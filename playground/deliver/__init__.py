"""From the playground to the app: signed HTTP or Socket Mode, with Slack's deadline, and what the answers mean."""
