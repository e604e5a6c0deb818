"""Events as XML: found by their tags, read quickly where they are as usual."""
