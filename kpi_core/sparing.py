"""Memory that is no longer used goes back to the system soon: an import's peak is what it holds, not what it held.

Polars' allocator reads this from the environment when Polars is loaded; Polars sets the variable itself where nobody
has, so a child's environment needs it to come last. 200 MB of CSV then peak at 0.6 GB and not at 0.7.
"""

SPARING = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:200,muzzy_decay_ms:0"}
