// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/samples.h"

#include <cstdio>
#include <stdexcept>
#include <zlib.h>

namespace cs::test
{

std::string smallScenario()
{
    return R"({
  "format": "cache-strategist/scenario", "version": 1,
  "name": "Small", "description": "For tests",
  "run": { "seed": 7, "duration": "20min", "warm_up": "5min", "interval": "1min" },
  "workload": {
    "clients": { "count": 100 },
    "data_types": [
      { "name": "Pages", "endpoint": "GET /pages/:id", "keys": 500, "key_size": "20 B", "value_size": "2 kB",
        "popularity": { "law": "zipf", "exponent": 0.9 },
        "reads": { "rate": "20/s" }, "writes": { "per_read": 0.01 },
        "miss_cost": { "db_time": "10ms", "db_queries": 2, "app_time": "1ms", "serialize_time": "1ms" },
        "staleness_tolerance": "1min" },
      { "name": "Sessions", "endpoint": "GET /session", "keys": 50, "key_size": "20 B", "value_size": "1 kB",
        "popularity": { "law": "uniform" },
        "reads": { "rate": "5/s" }, "writes": { "rate": "1/s" },
        "miss_cost": { "db_time": "5ms", "db_queries": 1, "app_time": "1ms", "serialize_time": "0ms" },
        "staleness_tolerance": "0s" }
    ]
  },
  "origin": { "app": { "servers": 2, "cores": 2, "hit_time": "0.1ms" },
              "database": { "connections": 4, "queue_limit": 100, "timeout": "5s" } },
  "strategies": [
    { "name": "No cache", "layers": [] },
    { "name": "Redis", "layers": [
      { "name": "Cache", "kind": "redis", "nodes": 1, "capacity": "10MB", "eviction": "lru", "latency": "1ms",
        "rules": { "Pages": { "ttl": "1min", "invalidation": "ttl" },
                   "Sessions": { "ttl": "10min", "invalidation": "delete_on_write", "coalesce": true } } } ] }
  ]
}
)";
}

std::string smallLog()
{
    std::string log;
    for (int i = 0; i < 600; ++i) {
        const bool write = i % 20 == 19;
        const std::string path = i % 3 == 0 ? "/index.html" : "/api/users/" + std::to_string(1000 + i * 7919 % 40);
        char line[256];
        std::snprintf(line, sizeof line,
            "10.0.0.%d - - [10/Oct/2023:13:%02d:%02d +0000] \"%s %s HTTP/1.1\" 200 %d \"-\" \"agent\" 0.%03d\n",
            i % 9 + 1, i / 60, i % 60, write ? "POST" : "GET", path.c_str(), 500 + i % 100, 20 + i % 50);
        log += line;
    }
    return log;
}

std::string loopingKeys()
{
    std::string keys;
    for (int i = 0; i < 200; ++i)
        keys += std::to_string(i % 10) + "\n";
    return keys;
}

std::string gzipped(const std::string &bytes)
{
    z_stream stream {};
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::runtime_error("no zlib");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace cs::test
