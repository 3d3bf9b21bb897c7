"""A local Slack: Web API, Socket Mode, signed HTTP, a page in the browser, faults, and a clock that can be turned."""
