"""Details that could find a woman or a child: one file a family, each a function from `Plain` and the original to its findings."""
