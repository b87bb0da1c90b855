// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/log_census.h"

#include <algorithm>
#include <cmath>

namespace cs
{

void ValueMoments::add(double value)
{
    const double log = std::log(value);
    count += 1;
    sum += value;
    sumSquare += value * value;
    sumLog += log;
    sumSquareLog += log * log;
}

double ValueMoments::cv() const
{
    if (count <= 0)
        return 0;
    const double meanLog = sumLog / count;
    const double variance = std::min(6.0, std::max(0.0, sumSquareLog / count - meanLog * meanLog));
    const double own = std::sqrt(std::max(0.0, sumSquare / count / (mean() * mean()) - 1));
    return std::min(std::sqrt(std::expm1(variance)), 1.5 * own);
}

void LogCensus::add(const TraceRecord &record)
{
    const TraceRequest &request = record.request;
    firstWallNs = records == 0 ? record.wallNs : std::min(firstWallNs, record.wallNs);
    lastWallNs = records == 0 ? record.wallNs : std::max(lastWallNs, record.wallNs);
    lastNs = std::max(lastNs, request.time.ns);
    ++records;
    if (record.other) {
        ++others;
        return;
    }
    ++requests;
    if (const std::int64_t minute = request.time.ns / 60'000'000'000; minute != lastMinute) {
        lastMinute = minute;
        ++busyMinutes;
    }
    if (request.client != 0)
        clients.add(request.client);
    if (types.size() <= request.type)
        types.resize(request.type + 1);
    TypeCensus &type = types[request.type];
    type.errors += record.status >= 500 ? 1 : 0;
    if (request.keySize > 0) {
        type.keyBytes += request.keySize;
        ++type.keyed;
    }
    if (request.op != TraceOp::read) {
        ++type.writes;
        return;
    }
    ++type.reads;
    const std::int64_t daySecond = ((record.wallNs / 1'000'000'000) % 86400 + 86400) % 86400;
    ++type.byHour[static_cast<std::size_t>(daySecond / 3600)];
    // Nothing takes no time: a zero is what was left after rounding to milliseconds.
    if (record.latency >= 0 && record.status < 500)
        type.latency.add(record.latency > 0 ? record.latency : 0.0005);
    const bool wasSampled = keys.isSampled();
    const std::uint32_t key = keys.meet(request.key, request.type);
    // Sampling renumbers the keys: what was recorded until then is all that can be compared.
    if (keys.isSampled() && !wasSampled)
        sequenceIsWhole = false;
    if (sequenceIsWhole && sequence.size() < mostSequence)
        sequence.push_back(key);
    else
        sequenceIsWhole = false;
    if (key == KeyCensus::none)
        return;
    KeyCount &count = keys.at(key);
    ++count.reads;
    const bool successful = record.status == 0 || (record.status >= 200 && record.status < 300);
    if (successful && request.size > 0)
        count.addSize(static_cast<double>(request.size));
}

Result<LogCensus> takeCensus(RecordReader &reader, std::stop_token stop, const std::function<void(double)> &progress)
{
    LogCensus census;
    TraceRecord record;
    for (std::uint64_t steps = 0;; ++steps) {
        if (steps % 4096 == 0 && stop.stop_requested())
            return fail("cancelled");
        if (progress && steps % 65536 == 0)
            progress(reader.fractionRead());
        const auto status = reader.nextRecord(record);
        if (!status)
            return tl::unexpected(status.error());
        if (*status == RecordStatus::end)
            return census;
        if (*status == RecordStatus::record)
            census.add(record);
    }
}

} // namespace cs
