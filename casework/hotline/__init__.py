"""The 12345 hotline (政务服务便民热线): its sheets of tickets read in, and what became of them written out."""
