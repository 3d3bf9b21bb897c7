"""What people do, one kind a file; `playground.people.Person` is the way in."""
