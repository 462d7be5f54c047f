"""What the folders of the kinds build on: the @move declaration, flow nodes, the engine over viewflow."""
