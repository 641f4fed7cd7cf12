"""Control Tower: the control tower of IT operations on one machine, offline."""

__version__ = "0.1.0"
