// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/results/result_fields.h"
#include "sim/results/run_result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace cs
{

/// Seed of a replication: the scenario's own for replication 0, so that one replication is what it always was; a
/// substream of it for every other.
std::uint64_t replicationSeed(std::uint64_t seed, std::uint64_t replication);

/// Merges the replications of one strategy. Counts and histograms add up exactly; results may come in any order, and
/// the outcome is the same to the last bit, because they are taken in the order of their numbers.
class ReplicationMerger
{
public:
    /// `scenario` is judged by its objectives; it outlives the merger.
    ReplicationMerger(const Scenario &scenario);

    void add(std::uint64_t replication, RunResultPtr run);
    /// Replications taken so far: all up to the first that is missing.
    std::uint64_t count() const { return m_count; }
    /// Half width of the hit ratio's 95 % interval over those taken.
    double hitRatioHalfWidth() const;
    /// All taken so far as one result; one replication is that run itself, unchanged.
    RunResultPtr merged() const;

private:
    void take(const RunResult &run);
    std::vector<std::vector<Estimate>> estimates() const;
    void addNotes(RunResult &out) const;

    struct RemarkCount {
        std::string text; ///< as the first replication has it
        std::uint64_t times = 0;
    };

    const Scenario &m_scenario;
    RunResultPtr m_first;
    std::uint64_t m_count = 0;
    std::map<std::uint64_t, RunResultPtr> m_early; ///< those before them are still missing
    RunResult m_sum;
    std::vector<std::vector<Spread>> m_spreads; ///< by row and field
    std::vector<std::vector<double>> m_samples;
    Spread m_hitRatio, m_rates[8];
    std::vector<RemarkCount> m_notes;
};

} // namespace cs
