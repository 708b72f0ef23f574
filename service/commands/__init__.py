"""The commands of `onrecord`, a module for each group of them; `service.cli` puts them together."""
