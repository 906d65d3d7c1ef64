"""The disclose path in the window: choose, consent, preview side by side, seal, hand over. It asks; `disclosure` decides."""

from casevault.ui.disclose.flow import DiscloseFlow
from casevault.ui.disclose.subject import HoldingsFlow

__all__ = ["DiscloseFlow", "HoldingsFlow"]
