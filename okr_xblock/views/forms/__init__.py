"""The forms read what was typed. What is allowed is the api's to say; `add_api_errors` puts it beside the field."""
