"""The disclose path in the window: choose, consent, preview side by side, seal, hand over. It asks; `disclosure` decides."""

from casevault.ui.disclose.flow import DiscloseFlow

__all__ = ["DiscloseFlow"]
