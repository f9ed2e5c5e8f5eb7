"""What can be done on a board, one module per noun; `dispatch.py` lists the actions by name."""
