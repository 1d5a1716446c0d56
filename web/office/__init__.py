"""The site of whoever is signed in: one module a page, each with its `SECTION`, all of them listed in `sections`.

A page is a route that lets in by role, a use case or reader of `scheduler`, and a template that extends `frame.html`;
`history` is the pattern to follow.
"""
