"""Renderers: a document tree in, the bytes of one format out."""
