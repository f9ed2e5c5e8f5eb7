"""
The use cases of okr-xblock, one module per noun.

Every function takes keyword arguments only, checks who may do it, holds its own transaction and returns frozen
dataclasses or public ids; rows never leave this package. Doors (block, views, tasks, commands) call nothing else.
"""
