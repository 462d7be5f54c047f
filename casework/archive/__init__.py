"""The case file (案卷): its order, its index, one PDF of everything and a ZIP with the originals."""
