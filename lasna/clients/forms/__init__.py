"""What advisers type about clients, and the files in which clients come from elsewhere."""

from lasna.clients.forms.details import ClientFilter, ClientForm
from lasna.clients.forms.importing import ColumnsForm, ImportForm
from lasna.clients.forms.lines import Checked, Line, checked

__all__ = [
    "Checked",
    "ClientFilter",
    "ClientForm",
    "ColumnsForm",
    "ImportForm",
    "Line",
    "checked",
]
