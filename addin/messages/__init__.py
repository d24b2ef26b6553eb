"""Every sentence a user may see: where, what was found, what to do; polite business Chinese; one line each."""

from addin.messages.checking import *
from addin.messages.collecting import *
from addin.messages.command_line import *
from addin.messages.common import *
from addin.messages.conduct import *
from addin.messages.figures import *
from addin.messages.group import *
from addin.messages.guided import *
from addin.messages.in_place import *
from addin.messages.installing import *
from addin.messages.intake import *
from addin.messages.law import *
from addin.messages.letters import *
from addin.messages.problems import *
from addin.messages.promises import *
from addin.messages.reports import *
from addin.messages.statements import *
from addin.messages.undoing import *
from addin.messages.visits import *
from addin.messages.workbook import *
