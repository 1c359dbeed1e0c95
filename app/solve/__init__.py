"""Small optimisations: who can help whom. They propose; a person decides."""

from app.solve.redistribute import Move, Stand, Target, redistribute

__all__ = ["Move", "Stand", "Target", "redistribute"]
