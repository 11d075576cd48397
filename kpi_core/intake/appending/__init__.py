"""A newer export is added to a dataset.

append        both together are what one import of both would have given
overlap       what of the newer export stands in the dataset already
compatible    whether it is told as the dataset is
day_order     day or month first, as the dataset was read
"""
