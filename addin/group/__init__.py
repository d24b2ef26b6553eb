"""The group: the ledgers of many units at once, on local processes or a cluster, and one report of all.

One workbook is one task (``unit``), its figures are kept under a key made of all they depend on (``store``), Dask runs
the tasks (``cluster``), DuckDB adds up the Parquet files (``queries``, ``report``), ``letters`` issues unit by unit.
Nothing here computes a figure of its own: the rules are those of the commands.

To 10 000 workbooks of 5 000 instalments, from what ``python -m tests.bench.group`` measures (one core of 2026):

1. One task takes 1.04 s of a processor: 46 % reading, 44 % figures, 10 % Parquet. Tasks share nothing.
2. 10 000 × 1.04 s = 2.9 hours of one core, 5.4 minutes of 32, 1.4 minutes of 128.
3. A task reads 0.86 MiB and writes 0.45 MiB, 12.8 GiB in all: 131 s at the 100 MiB/s of a shared drive.
4. So the drive is the bottleneck from 10 400 s / 131 s ≈ 80 cores on.
5. The scheduler spends 4 ms on a task, 40 s in all: the bottleneck only from 1.04 s / 4 ms = 260 processes on.
6. Adding up takes 14 ms a workbook on the machine that asks: 140 s, whatever the cluster.
7. On 64 cores all is done in about max(163 s, 131 s, 40 s) + 140 s ≈ 5 minutes.
8. On the next day only changed workbooks are computed; the others are read to be recognised: 8.4 GiB, 86 s.
9. A process needs 0.4 GiB for such a workbook, whatever their number; nothing but a summary travels to the scheduler.
10. Beyond, cut the folder by division and run one scheduler each: keys and files do not know of one another.
"""
