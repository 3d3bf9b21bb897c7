"""Six months of the sample program, played through the playground by a scripted cast; `make pictures` shows them."""
