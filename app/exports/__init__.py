"""Documents made of plain views: frozen values in, bytes out; asks no file anything."""
