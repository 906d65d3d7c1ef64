"""Bytes in, bytes out: no files, no clock, no user interface. Each call carries the argument why it is safe."""
