// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace cs::test
{

/// A hand-written scenario in a person's layout: several keys on a line, objects inline, spellings that the writer
/// would not choose itself.
inline constexpr std::string_view example = R"json({
  "format": "cache-strategist/scenario", "version": 1,
  "name": "Book shop",
  "description": "Two kinds of data, \u00e9t\u00e9 and \"quotes\"",
  "run": { "seed": 7, "duration": "24h", "warm_up": "auto", "interval": "300s", "replications": 1 },

  "workload": {
    "clients": { "count": 20000 },
    "data_types": [
      { "name": "User profiles", "endpoint": "GET /api/users/:id",
        "keys": 50000, "key_size": "24 B", "value_size": { "law": "lognormal", "mean": "2000 B", "cv": 0.8 },
        "popularity": { "law": "zipf", "exponent": 0.90 },
        "reads": { "rate": "2400/h", "arrivals": "poisson", "diurnal": { "peak_to_trough": 4, "peak_at": "20h" } },
        "writes": { "per_read": 0.001, "keys": "popularity" },
        "miss_cost": { "db_time": { "law": "lognormal", "mean": "180ms", "cv": 1.0 }, "db_queries": 12, "app_time": "50ms", "serialize_time": "20ms" },
        "staleness_tolerance": "5min", "deterministic": true, "scope": "user",
        "key_parts": [ { "name": "id", "values": 50000, "affects_value": true },
                       { "name": "utm_source", "values": 12, "affects_value": false } ] },
      { "name": "Books", "keys": 4, "value_size": { "law": "per_key", "values": ["1 B", "2 kB", "3 B", "4 B"] },
        "popularity": { "law": "table", "weights": [4, 3, 2, 1] },
        "reads": { "rate": "12 /s" }, "writes": { "rate": "6/min", "keys": "uniform" } }
    ]
  },

  "origin": { "app": { "servers": 2, "cores": 4, "hit_time": "0.3ms" },
              "database": { "connections": 20, "queue_limit": 1000, "timeout": "5s" } },

  "strategies": [
    { "name": "No cache", "layers": [] },
    { "name": "Redis + CDN", "layers": [
        { "name": "CDN", "kind": "cdn", "nodes": 8, "capacity": "2GB", "eviction": "lru",
          "latency": { "p50": "12ms", "p99": "40ms" },
          "rules": { "User profiles": null, "Books": {} } },
        { "name": "Redis", "kind": "redis", "nodes": 1, "capacity": "100 entries", "eviction": "redis-lru", "routing": [1],
          "latency": { "p50": "0.5ms", "p99": "2ms" }, "overhead": "50 B",
          "rules": { "User profiles": { "ttl": "5min", "jitter": "10 %", "invalidation": "delete_on_write",
                                         "propagation": "1ms", "coalesce": true, "warm": { "top": 1000 } },
                     "Books": { "ttl": "none", "idle_ttl": "60s", "tags": [ { "name": "shelf", "groups": 3 } ] } } } ] }
  ],

  "timeline": [ { "at": "12h", "event": "flush", "layer": "Redis" } ],
  "objectives": { "latency_p99": "300ms", "db_utilization": "70 %", "stale_reads": 0.01 },
  "prices": { "currency": "USD", "redis_gb_month": 12.0, "cdn_egress_gb": 0.085 }
}
)json";

/// The example with its first `from` replaced.
inline std::string edited(std::string_view from, std::string_view to)
{
    std::string text(example);
    text.replace(text.find(from), from.size(), to);
    return text;
}

} // namespace cs::test
