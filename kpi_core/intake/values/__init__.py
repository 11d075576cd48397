"""How cells become values.

cells              what means missing, numbers, yes or no
written_times      the writings of dates and times, and what each cell means by them
dates              columns of times: the order of day and month, and the zone
durations          durations in any writing as seconds
duration_unit      the unit of an export's durations, settled once for all its columns
times              order and zone of each date column, and spans between two columns
labels             labels to cut by
shape              what is told of a cell that cannot be read
keys               one writing of each key
pseudonyms         personal values become keyed hashes
interval_totals    averages and shares of intervals are multiplied out
"""
