"""How other systems are called: where calls may go, how they are signed, one POST. Shared by messages and by the push."""
