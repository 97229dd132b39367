"""Pictures of the edition, made when the site is built: a map, a timeline, a network, strips of quotations.

Each picture is a pure function from plain records to the text of an `<svg>` element: the same
records give the same bytes. It holds links, a title and a description; its colours come from
the style sheet. Lengths are units of the viewBox, which is `svg.WIDTH` wide.
"""
