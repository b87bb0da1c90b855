// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"
#include "sim/io/json_tree.h"
#include "sim/io/value_in.h"
#include "sim/model/scenario.h"

/// Codecs (see record_io.h) of values that may be spelled in more than one way.
namespace cs
{

/// A plain quantity is a constant; an object names the law. A lognormal law need not say so when it has p50 and p99, or
/// mean and cv. Sizes may be given per key: {"law": "per_key", "values": [...]} or {"per_key": [...]}; the first is
/// written.
struct VaryingQuantity {
    Unit unit;
    std::string_view expectation() const;
    void read(const ValueIn &in, Law &out) const;
    JsonTree write(const Law &law) const;
};

struct PopularityCodec {
    std::string_view expectation() const { return "an object that names its law"; }
    void read(const ValueIn &in, Popularity &out) const;
    JsonTree write(const Popularity &popularity) const;
};

/// "2GB", "100 entries" or "none".
struct CapacityCodec {
    std::string_view expectation() const
    {
        return "a size such as \"2 GB\", a count such as \"100 entries\", or \"none\"";
    }
    void read(const ValueIn &in, Capacity &out) const;
    JsonTree write(const Capacity &capacity) const;
};

/// A size in whole bytes.
struct WholeBytes {
    std::string_view expectation() const { return "a size such as \"2 MB\""; }
    void read(const ValueIn &in, std::uint64_t &out) const;
    JsonTree write(std::uint64_t bytes) const;
};

/// "redis", "memcached", "none" or a size.
struct OverheadCodec {
    std::string_view expectation() const { return "\"redis\", \"memcached\", \"none\" or a size such as \"50 B\""; }
    void read(const ValueIn &in, Overhead &out) const;
    JsonTree write(const Overhead &overhead) const;
};

/// A word or an array of weights, one per node.
struct RoutingCodec {
    std::string_view expectation() const { return "a way of routing or an array of weights"; }
    void read(const ValueIn &in, Routing &out) const;
    JsonTree write(const Routing &routing) const;
};

/// {"Data type": how many keys of it, ...}
struct PageReadsCodec {
    std::string_view expectation() const { return "an object of numbers of keys by data type"; }
    void read(const ValueIn &in, std::vector<PageReads> &out) const;
    JsonTree write(const std::vector<PageReads> &reads) const;
};

/// {"Data type": rule or null, ...}
struct RulesCodec {
    std::string_view expectation() const { return "an object of rules by data type"; }
    void read(const ValueIn &in, std::vector<RuleEntry> &out) const;
    JsonTree write(const std::vector<RuleEntry> &rules) const;
};

/// {"currency": "USD", "redis_gb_month": 12, ...}
struct PricesCodec {
    std::string_view expectation() const { return "an object"; }
    void read(const ValueIn &in, Prices &out) const;
    JsonTree write(const Prices &prices) const;
};

} // namespace cs
