"""Records and the four durable queues around them: the only package that speaks SQL."""
