// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/workload/arrivals.h"
#include "sim/workload/popularity.h"

#include <optional>
#include <vector>

namespace cs
{

/// What a source wants to read or write, before it is known which key has the rank at that time.
struct Draw {
    SimTime time;
    std::uint64_t rank = 0; ///< or the number of a missing key
    std::uint64_t client = 0;
    std::uint32_t type = 0;
    std::uint32_t alias = 0; ///< which of the keys that its value has
    bool write = false;
    bool absent = false;
    bool byAge = false; ///< counts a key's rate over its life
    bool certain = false; ///< reads another key where the rank has none
};

/// One origin of requests: the reads of a data type, its writes, a scan, the views of a page. Draws come in batches, in
/// order of time, each from substreams of the source's own.
class RequestSource
{
public:
    virtual ~RequestSource() = default;
    /// Replaces `batch` by what comes next; leaves it empty at the end.
    virtual void refill(std::vector<Draw> &batch) = 0;

    static constexpr std::size_t batchSize = 64;
};

/// Seeds of everything that a source of reads or writes draws.
struct DrawSeeds {
    std::uint64_t keys = 0, clients = 0, aliases = 0, missing = 0;
};

/// Independent reads or writes of one data type.
class TypeSource final : public RequestSource
{
public:
    TypeSource(const ArrivalPlan &arrivals, const KeySampler &keys, const DrawSeeds &seeds, std::uint64_t clients,
        const Draw &pattern);
    void addAliases(std::uint64_t aliases) { m_aliases = aliases; }
    void addMissing(const MissingKeys &missing) { m_missing = missing; }
    /// From `time` on keys are drawn with another sampler; times ascend.
    void addGrowth(SimTime time, const KeySampler &keys) { m_growth.push_back({ time, keys }); }
    /// All requests are for the key of this rank.
    void onlyRank(std::uint64_t rank) { m_onlyRank = rank; }
    void refill(std::vector<Draw> &batch) override;

private:
    struct Growth {
        SimTime time;
        KeySampler keys;
    };
    void drawKeys(std::vector<Draw> &batch);

    std::vector<Growth> m_growth;
    std::size_t m_grown = 0; ///< steps that are past
    std::optional<std::uint64_t> m_onlyRank;
    ArrivalProcess m_arrivals;
    KeySampler m_keys;
    StreamEngine m_keyEngine;
    SplitMix64 m_clientEngine, m_aliasEngine, m_missingEngine;
    std::uint64_t m_clients;
    std::uint64_t m_aliases = 1;
    MissingKeys m_missing;
    Draw m_pattern; ///< what all its draws have in common
};

/// Reads ranks 0, 1, ... evenly spaced, again every so often. A scan begins when it is due and the one before is over.
class ScanSource final : public RequestSource
{
public:
    ScanSource(
        const Scan &scan, std::uint64_t keys, std::uint64_t aliases, std::uint64_t aliasSeed, const Draw &pattern);
    void refill(std::vector<Draw> &batch) override;

private:
    Scan m_scan;
    std::uint64_t m_keys, m_aliases;
    SplitMix64 m_aliasEngine;
    Draw m_pattern;
    SimTime m_start;
    std::uint64_t m_next = 0;
};

/// What a page reads of one data type.
struct PagePart {
    std::uint32_t type = 0;
    std::uint64_t reads = 1;
    std::uint64_t keys = 1; ///< of the data type
    std::uint64_t aliases = 1;
    bool byAge = false;
};

/// Views of a page. A view draws one key of the first part's type by that type's popularity; of every part it reads as
/// many keys as the part says, in a row, from the same relative rank on. All reads of a view are of one client and
/// arrive at one time.
class PageSource final : public RequestSource
{
public:
    PageSource(const ArrivalPlan &views, const KeySampler &first, std::vector<PagePart> parts, const DrawSeeds &seeds,
        std::uint64_t clients);
    void refill(std::vector<Draw> &batch) override;

private:
    ArrivalProcess m_views;
    KeySampler m_first;
    std::vector<PagePart> m_parts;
    StreamEngine m_keyEngine;
    SplitMix64 m_clientEngine, m_aliasEngine;
    std::uint64_t m_clients;
};

} // namespace cs
