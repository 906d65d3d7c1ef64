"""Files of strangers made visible: bytes in, pixels or text out, no key, no name, no case."""
