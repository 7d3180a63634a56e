"""A believable eighteen months in Jiaxing, invented, for trying 安星 out."""
