"""The kinds of cases, one folder each, on a shared base. Kinds never import each other."""
