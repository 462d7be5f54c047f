"""What all kinds of cases share: models, the one door, permissions, visibility and the screens."""
