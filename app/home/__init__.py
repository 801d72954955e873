"""The first screen: everything a volunteer sees when she opens the mini-program, in one answer."""
