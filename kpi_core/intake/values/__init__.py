"""How cells become values.

cells              what means missing, numbers, yes or no
yes_no             the words for yes and no in many languages
written_times      the writings of dates and times, and what each cell means by them
dates              columns of times: the order of day and month, and the zone
durations          durations in any writing as seconds
duration_unit      the unit of an export's durations, settled once for all its columns
times              order and zone of each date column, and spans between two columns
told               what may be told of cells that were not understood
ranges             ranges of time such as 08:00-08:30
weeks              weeks of a year such as 2024-W03
zone_names         names of time zones behind a time, such as EST
languages          words of times and durations in many languages
scores             scores as surveys write them
labels             labels to cut by
shape              what is told of a cell that cannot be read
keys               one writing of each key
pseudonyms         personal values become keyed hashes
interval_totals    averages and shares of intervals are multiplied out
"""
