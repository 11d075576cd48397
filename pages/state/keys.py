"""Every name under which something is kept for a visit, each said once: two things under one name would mix."""

PREFIX = "v_"  # before a field of the View: what its control shows
DRAWN = "_drawn"  # what the page's own controls showed in the last run
INSIDE = "_inside"  # there while a run is behind the front door
SEEN = "_seen"  # the address that the View was read from or written to
VIEW = "_view"
PROBLEMS = "_problems"  # what of the link could not be used
SOURCE = "_source"  # the dataset that is shown
ENDS = "_ends"  # the first and the last day that the data had
MOVED = "_moved"  # whether other data are shown now
UPLOADS = "_uploads"  # fingerprint -> Dataset
DEFINITIONS = "_definitions"  # those that this visitor keeps
DRAFT = "_draft"  # the files that are being brought, how they are read, and what came of it
WORK = "_mapping"  # whose these are, the look, the mapping that is being changed
TURN = "_mapping_turn"  # counts up when the controls must show something else than was chosen in them
