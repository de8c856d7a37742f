"""Runs a program on a terminal of its own and prints what it wrote there. The exit code is the program's.

The terminal has as many lines as LINES says, and does not say how many without it.
"""

import fcntl
import os
import pty
import struct
import sys
import termios


def started(program):
    """Sets the size in the child, which has the terminal before it becomes the program."""
    if "LINES" in os.environ:
        size = struct.pack("HHHH", int(os.environ["LINES"]), 80, 0, 0)
        fcntl.ioctl(sys.stderr.fileno(), termios.TIOCSWINSZ, size)
    os.execvp(program[0], program)


if sys.argv[1] == "--started":
    started(sys.argv[2:])
program = [sys.executable, __file__, "--started", *sys.argv[1:]]
sys.exit(os.waitstatus_to_exitcode(pty.spawn(program)))
