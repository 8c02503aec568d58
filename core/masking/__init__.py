"""Where personal data stands in a text: one module for each family of it.

Each module has `find(text)`, which takes a text as `spelling.plainly` gives it and yields
`Find`s. What is masked and what stays: docs/privacy.md; how well: docs/model-card.md.
"""
