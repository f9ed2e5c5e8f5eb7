"""
The rules of OKRs: pure Python, no framework, no I/O, no clock of its own (`now` and `today` are arguments).

Shares are exact fractions and are compared exactly; amounts come in as `Decimal`. Everything the rules refuse raises a
`RuleError`; statuses, reasons and hints are codes, which the doors put into words.
"""
