// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/replications.h"

#include "sim/analysis/series_mean.h"
#include "sim/core/random.h"
#include "sim/results/findings.h"
#include "sim/results/result_writer.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// What a merged result has as the mean of a replication.
constexpr double RunResult::*rates[] = { &RunResult::dbUtilization, &RunResult::appUtilization,
    &RunResult::dbQueriesPerSecond, &RunResult::dbQueriesPerSecondPeak, &RunResult::dbQueuePeak,
    &RunResult::costPerMonth, &RunResult::originCostPerMonth, &RunResult::durationSeconds };

double numberOf(const FieldValue &value)
{
    if (const auto *count = std::get_if<std::uint64_t>(&value))
        return static_cast<double>(*count);
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    return std::nan("");
}

/// Two notes that differ in their numbers alone say the same.
std::string withoutNumbers(std::string text)
{
    std::erase_if(text, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == ','; });
    return text;
}

void addFigures(std::vector<TypeResult> &to, const std::vector<TypeResult> &from)
{
    for (std::size_t i = 0; i < to.size() && i < from.size(); ++i)
        to[i].figures.add(from[i].figures);
}

/// Counts and latencies of all replications are together; the rest becomes the mean of a replication. It is back when
/// it is back in all of them.
constexpr double EventResult::*eventMeans[]
    = { &EventResult::hitRatioBefore, &EventResult::hitRatioLow, &EventResult::recoverySeconds,
          &EventResult::watchedSeconds, &EventResult::dbQueriesPerSecondPeak, &EventResult::dbQueuePeak };

void addEvent(EventResult &to, const EventResult &from)
{
    for (const auto member : eventMeans)
        to.*member += from.*member;
    to.recovered = to.recovered && from.recovered;
    to.hasLevel = to.hasLevel && from.hasLevel;
    to.reads += from.reads;
    to.failed += from.failed;
    to.lostWrites += from.lostWrites;
    to.answered += from.answered;
    to.latency.merge(from.latency);
}

void divideEvent(EventResult &event, double by)
{
    for (const auto member : eventMeans)
        event.*member /= by;
    event.latencyP99Seconds = event.answered ? event.latency.quantileSeconds(0.99) : 0;
}

} // namespace

std::uint64_t replicationSeed(std::uint64_t seed, std::uint64_t replication)
{
    return replication == 0 ? seed : substream(seed, "replication", replication);
}

ReplicationMerger::ReplicationMerger(const Scenario &scenario)
    : m_scenario(scenario)
{
}

void ReplicationMerger::add(std::uint64_t replication, RunResultPtr run)
{
    m_early.emplace(replication, std::move(run));
    while (!m_early.empty() && m_early.begin()->first == m_count) {
        take(*m_early.begin()->second);
        if (m_count == 0)
            m_first = m_early.begin()->second;
        ++m_count;
        m_early.erase(m_early.begin());
    }
}

void ReplicationMerger::take(const RunResult &run)
{
    if (m_count == 0) {
        m_sum = run;
        m_sum.notes.clear();
    } else {
        m_sum.requests += run.requests;
        m_sum.eventsProcessed += run.eventsProcessed;
        m_sum.fingerprint = mixBits(m_sum.fingerprint + 0x9E3779B97F4A7C15ULL) ^ run.fingerprint;
        m_sum.totals.add(run.totals);
        addFigures(m_sum.dataTypes, run.dataTypes);
        for (std::size_t i = 0; i < m_sum.layers.size() && i < run.layers.size(); ++i) {
            m_sum.layers[i].figures.add(run.layers[i].figures);
            addFigures(m_sum.layers[i].dataTypes, run.layers[i].dataTypes);
            m_sum.layers[i].addNodeLoads(run.layers[i]);
            m_sum.layers[i].costPerMonth += run.layers[i].costPerMonth;
        }
        addSeries(m_sum.series, run.series);
        for (std::size_t i = 0; i < m_sum.events.size() && i < run.events.size(); ++i)
            addEvent(m_sum.events[i], run.events[i]);
    }
    for (std::size_t i = 0; i < std::size(rates); ++i)
        m_rates[i].add(run.*rates[i]);
    m_hitRatio.add(run.totals.hitRatio(), static_cast<double>(run.totals.reads));
    const auto rows = figureRows(run);
    const auto fields = resultFields();
    m_spreads.resize(rows.size(), std::vector<Spread>(fields.size()));
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const double value = fields[i].appliesTo(rows[row]) ? numberOf(fields[i].value(rows[row])) : std::nan("");
            if (!std::isnan(value))
                m_spreads[row][i].add(value, fields[i].weight ? fields[i].weight(rows[row]) : 1);
        }
    const auto values = totalsValues(run);
    m_samples.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        m_samples[i].push_back(values[i]);
    for (const auto &note : run.notes) {
        const auto known = std::find_if(m_notes.begin(), m_notes.end(),
            [&](const RemarkCount &one) { return withoutNumbers(one.text) == withoutNumbers(note); });
        if (known == m_notes.end())
            m_notes.push_back({ note, 1 });
        else
            ++known->times;
    }
}

double ReplicationMerger::hitRatioHalfWidth() const
{
    return m_hitRatio.halfWidth();
}

std::vector<std::vector<Estimate>> ReplicationMerger::estimates() const
{
    const auto rows = figureRows(m_sum);
    const auto fields = resultFields();
    std::vector<std::vector<Estimate>> out(rows.size(), std::vector<Estimate>(fields.size()));
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const Spread &spread = m_spreads[row][i];
            if (spread.count() == 0)
                continue;
            const ResultField &field = fields[i];
            const FieldValue whole = field.value(rows[row]);
            Estimate &estimate = out[row][i];
            if (field.pooling != Pooling::mean)
                estimate.value = numberOf(whole);
            else if (const auto *count = std::get_if<std::uint64_t>(&whole))
                estimate.value = static_cast<double>(*count) / static_cast<double>(m_count);
            else
                estimate.value = spread.mean();
            if (!field.events || field.events(rows[row]) >= fewestEvents)
                estimate.halfWidth = spread.halfWidth();
        }
    return out;
}

void ReplicationMerger::addNotes(RunResult &out) const
{
    for (const auto &[text, times] : m_notes)
        out.notes.push_back(times == m_count
                ? text
                : text + " (in " + std::to_string(times) + " of " + std::to_string(m_count) + " replications)");
    if (m_scenario.workload.trace)
        out.notes.push_back("The workload is recorded: the replications differ only in what is drawn beside it, so the "
                            "intervals say nothing about the traffic of another day");
}

RunResultPtr ReplicationMerger::merged() const
{
    if (m_count <= 1)
        return m_first;
    auto out = std::make_shared<RunResult>(m_sum);
    out->replications = m_count;
    for (std::size_t i = 0; i < std::size(rates); ++i)
        (*out).*rates[i] = m_rates[i].mean();
    divideSeries(out->series, m_count);
    const auto count = static_cast<double>(m_count);
    for (EventResult &event : out->events)
        divideEvent(event, count);
    out->totals.writesAtRiskMean /= count;
    out->totals.dirtyKeysMean /= count;
    for (LayerResult &layer : out->layers)
        layer.costPerMonth /= count;
    for (TypeResult &type : out->dataTypes) {
        type.figures.writesAtRiskMean /= count;
        type.figures.dirtyKeysMean /= count;
    }
    out->samples = m_samples;
    out->estimates = estimates();
    addNotes(*out);
    addFindings(*out, m_scenario);
    return out;
}

} // namespace cs
