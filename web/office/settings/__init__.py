"""`/cai-dat`: the settings in words, what a unit will be mailed, the health of the installation, the accounts."""

from web.office.settings import accounts, ahead, health, overview
from web.office.settings.section import SECTION

__all__ = ["SECTION", "accounts", "ahead", "health", "overview"]
