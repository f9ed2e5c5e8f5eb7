"""
The pages a person sees, whichever door they came through.

XBlock handlers and Django views parse their request, call `dispatch.dispatch` and send what it answers; both reach the
same templates, and every partial gets its addresses from one function.
"""
