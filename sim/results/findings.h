// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/run_result.h"

namespace cs
{

/// Fills costPerMonth (of the run, of its layers and of the origin, which add up), hasCost and currency from the
/// scenario's prices, for a month of 30 days. Known price keys:
///   KIND_gb_month      memory of the layers of that kind, KIND = redis, memcached, in_process, cdn, materialized_view:
///                      GB (10^9 B) of their capacity over all nodes, or of the measured peak where the capacity is not
///                      given in bytes
///   KIND_node_month    nodes of the layers of that kind
///   cdn_egress_gb      GB of values that left the CDN layers in the measured span, scaled to a month
///   origin_egress_gb   GB of values that left the origin in the measured span, scaled to a month
///   db_connection_month   the database's connections
///   app_server_month   the app servers
/// A layer's own `price` counts per node and month, beside these. The shield tier of a CDN is part of it: its memory
/// counts by the GB, but it is no further node, and what it sends to the points of presence is no egress. A key that is
/// unknown or that cannot be applied is told in the run's notes, never silently used. hasCost: at least one price could
/// be applied, be it to a cost of 0.
void addCost(RunResult &run, const Scenario &scenario, std::size_t strategy);

/// Fills findings: one per objective of the scenario, in the order of the file format. What cannot be judged is not
/// met. The cost objective needs addCost() first. What nobody wants (wrong reads, lost writes, refused stores) is a
/// missed objective of its own.
void addFindings(RunResult &run, const Scenario &scenario);

/// Stores that a layer with nothing to evict answered with out-of-memory.
std::uint64_t refusedStores(const RunResult &run);

/// Part of the measured span's reads that got no answer, 0 when there are none.
double failedRatio(const RunResult &run);

} // namespace cs
