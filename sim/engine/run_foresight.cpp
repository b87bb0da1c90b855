// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/run.h"

#include "sim/model/presets.h"
#include "sim/model/validate.h"

#include <algorithm>

namespace cs
{

bool Run::looksAhead() const
{
    const auto &layers = m_scenario.strategies[m_strategy].layers;
    return std::any_of(layers.begin(), layers.end(),
        [this](const Layer &layer) { return resolved(layer, m_scenario).eviction == Eviction::belady; });
}

Result<std::unique_ptr<RequestStream>> Run::openStream() const
{
    auto stream = openRequestStream(m_scenario.workload, m_seed, m_options.scenarioFolder, m_scenario.timeline);
    if (!stream || !m_options.sample)
        return stream;
    return std::make_unique<SampledStream>(std::move(*stream), *m_options.sample, m_dataTypes);
}

/// Goes through the whole stream once, before the run, and notes when each key is read. To a cache behind others its
/// next read is that of the whole stream, whoever will answer it; a write does not count as one.
Result<void> Run::readAhead()
{
    if (!looksAhead())
        return {};
    m_nextReads = std::make_unique<NextReads>();
    const auto stream = openStream();
    if (!stream)
        return tl::unexpected(stream.error());
    Request request;
    for (std::uint64_t count = 0;; ++count) {
        if (count % 1024 == 0 && m_stop.stop_requested())
            return fail(cancelledMessage);
        const auto more = (*stream)->next(request);
        if (!more)
            return tl::unexpected(more.error());
        if (!*more || request.time >= m_end)
            return {};
        if (!request.write && !m_nextReads->note(EntryKey::of(request.type, request.key).value))
            return fail("more than " + std::to_string(NextReads::maxReads) + " reads are too many to look ahead",
                strategyPlace(m_strategy), "another eviction than belady, or a shorter duration");
    }
}

Result<void> Run::foresightHeld() const
{
    if (!m_foresightLost)
        return {};
    return fail("the workload was another when it was gone through the second time", strategyPlace(m_strategy),
        "the eviction belady goes through it twice; a trace must not change meanwhile");
}

} // namespace cs
