"""Screens, in Flet: what a person sees and touches; no SQL, no words of its own."""
