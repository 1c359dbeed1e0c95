"""Whom to believe: keys, certificates, enrolment and what was withdrawn."""
