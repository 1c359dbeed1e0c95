"""Findings of somebody who lies there, for each triage tool: the tools say T2 or T3."""

from __future__ import annotations

LYING = {"walking": False, "breathing": True}
TST = {**LYING, "severe_bleeding": False}
MITT = {
    **LYING,
    "age": 30,
    "cat_haemorrhage": False,
    "responds_to_voice": True,
    "rr": 18,
    "hr": 80,
}
SIEVE = {**LYING, "rr": 18, "hr": 80}
SORT = {"rr": 18, "sbp": 120, "gcs": 15}
START = {
    **LYING,
    "rr": 18,
    "radial_pulse": True,
    "cap_refill_s": 1.5,
    "obeys_commands": True,
}
JUMP = {**LYING, "rr": 24, "radial_pulse": True, "avpu": "A"}
SALT = {
    "breathing": True,
    "obeys_commands": True,
    "radial_pulse": True,
    "respiratory_distress": False,
    "cat_haemorrhage": False,
    "minor_injuries_only": False,
    "likely_to_survive": True,
}
FLIGHT = {"walking": False, "obeys_commands": True, "radial_pulse": True}
STILL = {"breathing": False, "breathes_after_airway": False}
OPENED = {"breathing": False, "breathes_after_airway": True}
ILL = {"walking": False, "avpu": "V", "breathing": True, "cap_refill_s": 1}
SMALL = {**ILL, "weight_kg": 6, "rr": 30, "hr": 120}
MIDDLE = {**ILL, "weight_kg": 14, "rr": 30, "hr": 120}
LARGE = {**ILL, "weight_kg": 25, "rr": 20, "hr": 100}
