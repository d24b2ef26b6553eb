"""What the group report asks of the Parquet files, as DuckDB reads it. Sums are cast: DuckDB adds beyond int64.

The views ``units``, ``instalments``, ``contracts`` … hold the tables of :data:`addin.group.store.TABLES` of all units.
Every result has an order of its own, so that it is the same however the files were made and read.
"""

from __future__ import annotations

UNITS = """
SELECT u.unit, u.workbook, u.contracts, u.blocked,
       coalesce(i.instalments, 0) AS instalments, coalesce(i.overdue_count, 0) AS overdue_count,
       coalesce(i.unpaid_principal, 0) AS unpaid_principal, coalesce(i.overdue_principal, 0) AS overdue_principal,
       coalesce(c.unpaid_penalty, 0) AS unpaid_penalty, coalesce(c.unpaid_costs, 0) AS unpaid_costs,
       coalesce(c.prepaid, 0) AS prepaid, coalesce(c.payable, 0) AS payable,
       coalesce(i.longest_overdue, 0) AS longest_overdue, coalesce(i.provisional, 0) AS provisional
FROM units u
LEFT JOIN (
    SELECT workbook, count(*) AS instalments, count(*) FILTER (overdue_days > 0) AS overdue_count,
           sum(unpaid_principal)::BIGINT AS unpaid_principal,
           coalesce(sum(unpaid_principal) FILTER (overdue_days > 0), 0)::BIGINT AS overdue_principal,
           max(overdue_days) AS longest_overdue, count(*) FILTER (provisional) AS provisional
    FROM instalments GROUP BY workbook
) i USING (workbook)
LEFT JOIN (
    SELECT workbook, sum(unpaid_penalty)::BIGINT AS unpaid_penalty, sum(unpaid_costs)::BIGINT AS unpaid_costs,
           sum(prepaid)::BIGINT AS prepaid, sum(payable)::BIGINT AS payable
    FROM contracts GROUP BY workbook
) c USING (workbook)
ORDER BY overdue_principal DESC, workbook
"""

AGEING = """
SELECT u.unit, u.workbook, coalesce(i.not_due, 0) AS not_due, coalesce(i.d30, 0) AS d30, coalesce(i.d60, 0) AS d60,
       coalesce(i.d90, 0) AS d90, coalesce(i.d180, 0) AS d180, coalesce(i.d365, 0) AS d365, coalesce(i.y2, 0) AS y2,
       coalesce(i.y3, 0) AS y3, coalesce(i.older, 0) AS older, coalesce(i.total, 0) AS total,
       coalesce(c.expected, 0) AS expected
FROM units u
LEFT JOIN (
    SELECT workbook,
           sum(unpaid_principal) FILTER (bucket = 0)::BIGINT AS not_due,
           sum(unpaid_principal) FILTER (bucket = 1)::BIGINT AS d30,
           sum(unpaid_principal) FILTER (bucket = 2)::BIGINT AS d60,
           sum(unpaid_principal) FILTER (bucket = 3)::BIGINT AS d90,
           sum(unpaid_principal) FILTER (bucket = 4)::BIGINT AS d180,
           sum(unpaid_principal) FILTER (bucket = 5)::BIGINT AS d365,
           sum(unpaid_principal) FILTER (bucket = 6)::BIGINT AS y2,
           sum(unpaid_principal) FILTER (bucket = 7)::BIGINT AS y3,
           sum(unpaid_principal) FILTER (bucket = 8)::BIGINT AS older,
           sum(unpaid_principal)::BIGINT AS total
    FROM instalments GROUP BY workbook
) i USING (workbook)
LEFT JOIN (SELECT workbook, sum(expected)::BIGINT AS expected FROM customers GROUP BY workbook) c USING (workbook)
ORDER BY total DESC, workbook
"""

MOVEMENT = """
SELECT u.unit, u.workbook, coalesce(sum(opening), 0)::BIGINT AS opening, coalesce(sum(new), 0)::BIGINT AS new,
       coalesce(sum(paid), 0)::BIGINT AS paid, coalesce(sum(written_off), 0)::BIGINT AS written_off,
       coalesce(sum(reinstated), 0)::BIGINT AS reinstated, coalesce(sum(closing), 0)::BIGINT AS closing
FROM units u LEFT JOIN instalments i USING (workbook)
GROUP BY u.unit, u.workbook
ORDER BY closing DESC, u.workbook
"""

KPI = "SELECT * EXCLUDE (sheet, row) FROM kpi ORDER BY overdue DESC, workbook"

ACCOUNTS = "SELECT * EXCLUDE (sheet, row) FROM accounts ORDER BY checkpoint, phase, due DESC, workbook"

# What every customer of every unit owes, with the customer's row: the source of debtors and exposures.
EXPOSURES = """
CREATE TEMP TABLE exposures AS
SELECT c.unit, c.workbook, c.sheet, c.row, c.customer, c.debtor, c.customer_name, c.uscc,
       coalesce(i.not_due, 0) AS not_due, coalesce(i.overdue_principal, 0) AS overdue_principal,
       coalesce(k.unpaid_penalty, 0) AS unpaid_penalty, coalesce(k.unpaid_costs, 0) AS unpaid_costs,
       coalesce(k.prepaid, 0) AS prepaid, coalesce(k.payable, 0) AS payable,
       coalesce(k.longest_overdue, 0) AS longest_overdue
FROM customers c
LEFT JOIN (
    SELECT workbook, customer, coalesce(sum(unpaid_principal) FILTER (overdue_days = 0), 0)::BIGINT AS not_due,
           coalesce(sum(unpaid_principal) FILTER (overdue_days > 0), 0)::BIGINT AS overdue_principal
    FROM instalments GROUP BY workbook, customer
) i USING (workbook, customer)
LEFT JOIN (
    SELECT workbook, customer, sum(unpaid_penalty)::BIGINT AS unpaid_penalty,
           sum(unpaid_costs)::BIGINT AS unpaid_costs, sum(prepaid)::BIGINT AS prepaid,
           sum(payable)::BIGINT AS payable, max(longest_overdue) AS longest_overdue
    FROM contracts GROUP BY workbook, customer
) k USING (workbook, customer)
"""

# One row a debtor, whoever of the units knows it under which name; ``names`` are those that units show.
DEBTORS = """
CREATE TEMP TABLE debtors AS
SELECT row_number() OVER (ORDER BY overdue_principal DESC, payable DESC, first) AS rank, *
FROM (
    SELECT debtor AS code, min(workbook || chr(10) || customer) AS first, count(DISTINCT workbook) AS units,
           count(*) AS customers, min(unit) AS unit, min(customer) AS customer, max(uscc) AS uscc,
           coalesce(arg_max(customer_name, (payable, customer_name)) FILTER (customer_name <> ''), '') AS debtor,
           count(DISTINCT customer_name) FILTER (customer_name <> '') AS spellings,
           string_agg(DISTINCT customer_name, '；' ORDER BY customer_name) FILTER (customer_name <> '') AS names,
           sum(not_due)::BIGINT AS not_due, sum(overdue_principal)::BIGINT AS overdue_principal,
           sum(unpaid_penalty)::BIGINT AS unpaid_penalty, sum(unpaid_costs)::BIGINT AS unpaid_costs,
           sum(prepaid)::BIGINT AS prepaid, sum(payable)::BIGINT AS payable,
           max(longest_overdue) AS longest_overdue
    FROM exposures GROUP BY debtor
    HAVING sum(overdue_principal) > 0 OR sum(payable) > 0
)
ORDER BY rank LIMIT ?
"""

TOP_DEBTORS = "SELECT * FROM debtors ORDER BY rank"

TOP_EXPOSURES = """
SELECT d.rank, d.customers, e.* FROM exposures e JOIN debtors d ON e.debtor = d.code
ORDER BY d.rank, e.overdue_principal DESC, e.workbook, e.row
"""

CALENDAR = """
SELECT month, count(*) AS count, sum(unpaid_principal)::BIGINT AS unpaid_principal, count(DISTINCT workbook) AS units
FROM (
    SELECT *, CASE WHEN limitation_state IN ($review, $expired) THEN $gone
                   WHEN limitation_end IS NULL THEN $suspended
                   WHEN limitation_end < $until THEN strftime(limitation_end, '%Y-%m') ELSE $later END AS month,
              CASE WHEN limitation_state IN ($review, $expired) THEN 0
                   WHEN limitation_end IS NULL THEN 3 WHEN limitation_end < $until THEN 1 ELSE 2 END AS part
    FROM instalments WHERE limitation_state > $not_started
)
GROUP BY part, month ORDER BY part, month
"""

LIMITATION = """
SELECT limitation_state, limitation_end, days_left, unit, contract, instalment, customer, unpaid_principal,
       workbook, sheet, row, count(*) OVER () AS lines
FROM instalments WHERE limitation_state IN ($warned, $review, $expired)
ORDER BY limitation_state <> $warned, limitation_state <> $review, days_left, workbook, row LIMIT $most
"""

OVERDUE = """
SELECT i.*, c.customer_name, count(*) OVER () AS lines
FROM instalments i LEFT JOIN customers c USING (workbook, customer)
WHERE i.overdue_days > 0
ORDER BY i.unpaid_principal DESC, i.workbook, i.row LIMIT ?
"""

PROBLEMS = """
SELECT *, count(*) OVER () AS lines FROM problems
ORDER BY level <> ?, workbook, sheet, row, "column", code LIMIT ?
"""
