"""
What `make bench` measures: `python -m bench [page pages check_in event reconcile]`.

Each figure is a ratio to something plain that runs on the same machine at the same time, or a count; so the limits hold
on slow machines too. One line a figure, `name: value (limit)`; beyond a limit, or not measurable, is a failure.
"""
