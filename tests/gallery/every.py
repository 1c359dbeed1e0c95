"""Every scene there is, at a post and at a hub, in the order they are pictured."""

from __future__ import annotations

from tests.gallery.border_scenes import SCENES as BORDER
from tests.gallery.consult_scenes import SCENES as CONSULTS
from tests.gallery.doors_scenes import SCENES as DOORS
from tests.gallery.flow_scenes import SCENES as FLOW
from tests.gallery.hand_scenes import HUB_SCENES as HUB_HANDS
from tests.gallery.hand_scenes import POST_SCENES as POST_HANDS
from tests.gallery.hub_board_scenes import SCENES as HUB_BOARD
from tests.gallery.hub_scarcity_scenes import SCENES as HUB_SCARCITY
from tests.gallery.hub_scenes import HUB_SCENES
from tests.gallery.hub_stock_scenes import SCENES as HUB_STOCK
from tests.gallery.level_scenes import SCENES as LEVELS
from tests.gallery.list_scenes import HUB_SCENES as HUB_LISTS
from tests.gallery.list_scenes import POST_SCENES as POST_LISTS
from tests.gallery.message_scenes import HUB_SCENES as HUB_MESSAGES
from tests.gallery.message_scenes import POST_SCENES as POST_MESSAGES
from tests.gallery.moving_scenes import HUB_SCENES as HUB_MOVING
from tests.gallery.moving_scenes import SCENES as MOVING
from tests.gallery.person_scenes import PERSON_SCENES
from tests.gallery.post_scenes import SCENES as POST_ROOM
from tests.gallery.power_scenes import HUB_SCENES as HUB_POWERS
from tests.gallery.power_scenes import SCENES as CREW
from tests.gallery.resident_scenes import HUB_SCENES as HUB_RESIDENTS
from tests.gallery.resident_scenes import SCENES as RESIDENTS
from tests.gallery.round_scenes import SCENES as ROUNDS
from tests.gallery.scarcity_scenes import SCENES as SCARCITY
from tests.gallery.scenes import SCENES
from tests.gallery.signal_scenes import HUB_SCENES as HUB_SIGNALS
from tests.gallery.signal_scenes import SCENES as SIGNALS
from tests.gallery.stock_scenes import SCENES as STOCK
from tests.gallery.transit_scenes import HUB_SCENES as HUB_TRANSIT
from tests.gallery.transit_scenes import POST_SCENES as POST_TRANSIT
from tests.gallery.trouble_scenes import HUB_SCENES as HUB_TROUBLES
from tests.gallery.trouble_scenes import POST_SCENES as POST_TROUBLES
from tests.gallery.watched_scenes import WATCHED_SCENES

AT_POST = (
    *SCENES,
    *WATCHED_SCENES,
    *FLOW,
    *PERSON_SCENES,
    *POST_MESSAGES,
    *POST_LISTS,
    *POST_TROUBLES,
    *STOCK,
    *POST_TRANSIT,
    *POST_ROOM,
    *CREW,
    *RESIDENTS,
    *ROUNDS,
    *LEVELS,
    *SCARCITY,
    *SIGNALS,
    *DOORS,
    *CONSULTS,
    *MOVING,
    *POST_HANDS,
)
AT_HUB = (
    *HUB_SCENES,
    *HUB_BOARD,
    *HUB_MESSAGES,
    *HUB_TROUBLES,
    *HUB_LISTS,
    *HUB_TRANSIT,
    *HUB_STOCK,
    *HUB_SCARCITY,
    *HUB_SIGNALS,
    *HUB_MOVING,
    *HUB_RESIDENTS,
    *HUB_POWERS,
    *HUB_HANDS,
    *BORDER,
)
