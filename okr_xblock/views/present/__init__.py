"""From the api's frozen views to what templates print: every number formatted, every code in words, no logic left."""
