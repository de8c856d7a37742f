"""Runs a program on a terminal of its own and prints what it wrote there. The exit code is the program's."""

import os
import pty
import sys

sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
