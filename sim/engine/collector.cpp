// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/collector.h"

namespace cs
{

Collector::Collector(std::size_t types, const std::vector<std::string> &typeNames,
    const std::vector<std::string> &layerNames, Duration interval, std::size_t intervals)
    : m_types(types)
    , m_unbooked(layerNames.size(), std::vector<CacheCounters>(types))
    , m_latencySums(intervals)
    , m_answered(intervals)
{
    // References to spans are held while later ones begin.
    m_spans.reserve(64);
    m_series.interval = interval;
    for (std::size_t i = 0; i < intervals; ++i)
        m_series.timeSeconds.push_back(static_cast<double>(i) * interval.seconds());
    for (auto *values :
        { &m_series.reads, &m_series.coalesced, &m_series.originReads, &m_series.failed, &m_series.refreshes,
            &m_series.retries, &m_series.latencyMeanSeconds, &m_series.dbQueriesPerSecond, &m_series.dbQueueLength })
        values->assign(intervals, 0);
    const std::vector<double> zero(intervals);
    for (const auto &name : layerNames)
        m_series.layers.push_back({ name, zero, zero, zero, zero });
    for (const auto &name : typeNames)
        m_series.dataTypes.push_back({ name, zero, zero });
}

void Collector::beginSpan(SimTime now, const std::vector<CacheStock *> &stocks, std::vector<CacheBooks> &books,
    const std::vector<std::size_t> &countedNodes)
{
    Span span;
    span.start = now;
    span.types.resize(m_types);
    span.layers.resize(stocks.size());
    for (std::size_t i = 0; i < stocks.size(); ++i) {
        span.layers[i].types.resize(m_types);
        span.layers[i].cache.resize(m_types);
        span.layers[i].nodeReads.resize(countedNodes[i]);
        span.layers[i].entriesAtStart = stocks[i]->entries;
        if (!m_spans.empty())
            m_spans.back().layers[i].peakBytes = stocks[i]->peakBytes;
        stocks[i]->peakBytes = stocks[i]->totalBytes;
    }
    m_spans.push_back(std::move(span));
    for (std::size_t i = 0; i < books.size(); ++i)
        books[i] = { &m_spans.back().layers[i].cache, stocks[i] };
}

void Collector::detach(std::vector<CacheBooks> &books)
{
    for (std::size_t i = 0; i < books.size(); ++i)
        books[i].counters = &m_unbooked[i];
}

std::uint64_t Collector::memoryBytes(std::size_t spans, std::size_t types, std::size_t layers, std::size_t intervals)
{
    // A histogram of latencies between a microsecond and a minute has some 3,500 buckets.
    constexpr std::uint64_t histogram = 56'000;
    return spans * types * (1 + layers) * (2 * histogram + 300) + intervals * 8 * (12 + 4 * layers + 2 * types);
}

} // namespace cs
