"""More articles than one machine reads: they are analysed in partitions on a cluster (Dask), then filed here.

1. The inputs are found, large files are cut, and what is to be read is laid out in partitions (`partitions`).
2. Workers read and analyse a partition each, the model loaded once a worker (`work`), and write what comes of it to a
   folder that they share: records, compressed N-Quads, and what became of each article (`outputs`), with a manifest
   of hashes (`manifest`). What is there already, made by the same code from the same bytes, is left as it is.
3. The outputs are filed in the order of the inputs as those of any build are (`building`).
4. The workers find which reports are of one incident and what claims say about each other, part by part (`linking`).
"""

from kg.cluster.building import build

__all__ = ["build"]
