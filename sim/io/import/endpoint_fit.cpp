// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/endpoint_fit.h"

#include "sim/io/import/url_grouping.h"
#include "sim/io/import/zipf_fit.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

namespace cs
{

namespace
{

constexpr double daySeconds = 86400;

struct Group {
    std::string name;
    bool isRest = false;
    std::vector<std::uint32_t> types;
    TypeCensus census;
    std::vector<std::uint32_t> counts; ///< reads of each key met
    ValueMoments sizes; ///< each key counts once
};

void merge(TypeCensus &into, const TypeCensus &from)
{
    into.reads += from.reads;
    into.writes += from.writes;
    into.errors += from.errors;
    into.latency.count += from.latency.count;
    into.latency.sum += from.latency.sum;
    into.latency.sumSquare += from.latency.sumSquare;
    into.latency.sumLog += from.latency.sumLog;
    into.latency.sumSquareLog += from.latency.sumSquareLog;
    into.keyBytes += from.keyBytes;
    into.keyed += from.keyed;
    for (std::size_t hour = 0; hour < 24; ++hour)
        into.byHour[hour] += from.byHour[hour];
}

std::vector<Group> grouped(const LogCensus &census, const std::vector<std::string> &names, std::size_t most)
{
    std::vector<std::uint32_t> order(census.types.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(
        order.begin(), order.end(), [&](auto a, auto b) { return census.types[a].reads > census.types[b].reads; });
    std::vector<Group> groups;
    Group rest;
    rest.name = "Other";
    rest.isRest = true;
    for (const auto type : order) {
        const TypeCensus &counted = census.types[type];
        const bool own = groups.size() < most && counted.reads > 0 && names[type] != "Other";
        if (own) {
            groups.emplace_back();
            groups.back().name = names[type];
        }
        Group &group = own ? groups.back() : rest;
        group.types.push_back(type);
        merge(group.census, counted);
    }
    if (rest.census.reads + rest.census.writes > 0)
        groups.push_back(std::move(rest));
    return groups;
}

void addKeys(std::vector<Group> &groups, const LogCensus &census)
{
    std::vector<std::size_t> groupOf(census.types.size(), groups.size());
    for (std::size_t i = 0; i < groups.size(); ++i)
        for (const auto type : groups[i].types)
            groupOf[type] = i;
    for (const KeyCount &key : census.keys.counts()) {
        Group &group = groups[groupOf[key.type]];
        group.counts.push_back(key.reads);
        if (key.sized == 0)
            continue;
        ValueMoments &sizes = group.sizes;
        sizes.count += 1;
        sizes.sum += key.meanSize;
        sizes.sumSquare += key.meanSquare;
        sizes.sumLog += key.meanLog;
        sizes.sumSquareLog += key.meanSquareLog;
    }
}

std::string uniqueName(std::string name, std::set<std::string> &taken)
{
    std::string candidate = name;
    for (int i = 2; !taken.insert(candidate).second; ++i)
        candidate = name + " (" + std::to_string(i) + ")";
    return candidate;
}

FittedEndpoint fitted(
    const Group &group, double scale, double seconds, const std::optional<std::array<double, 24>> &coverage)
{
    FittedEndpoint result;
    ImportedEndpoint &report = result.report;
    const TypeCensus &census = group.census;
    result.types = static_cast<std::uint32_t>(group.types.size());
    report.endpoint = group.isRest ? "*" : group.name;
    report.reads = census.reads;
    report.writes = census.writes;
    report.errors = census.errors;
    const ZipfFit fit = fitZipf(group.counts);
    report.keys = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::llround(static_cast<double>(group.counts.size()) * scale)));
    report.zipfExponent = fit.exponent;
    report.zipfFit = fit.fit;
    result.population = std::max(1.0, std::round(fit.population * scale));
    report.readsPerSecond = static_cast<double>(census.reads) / seconds;
    result.sizeKnown = group.sizes.count > 0;
    report.valueSize = result.sizeKnown ? lawOf(group.sizes.mean(), group.sizes.cv()) : Law::constant(1000);
    if (census.latency.count > 0)
        report.latency = lawOf(census.latency.mean(), census.latency.cv());
    result.keyBytes = census.keyed > 0 ? census.keyBytes / static_cast<double>(census.keyed) : 0;
    if (coverage)
        report.diurnal = fitDiurnal(census.byHour, *coverage);
    return result;
}

} // namespace

Law lawOf(double mean, double cv)
{
    // Three digits are what a log can know; more would only look exact.
    const auto rounded = [](double value) {
        if (value <= 0)
            return value;
        const double unit = std::pow(10.0, std::floor(std::log10(value)) - 3);
        return unit < 1 ? std::round(value * std::round(1 / unit)) / std::round(1 / unit)
                        : std::round(value / unit) * unit;
    };
    if (cv < 0.01)
        return Law::constant(rounded(mean));
    Law law;
    law.kind = LawKind::lognormal;
    law.mean = rounded(mean);
    law.cv = rounded(cv);
    return law;
}

std::array<double, 24> hoursCovered(std::int64_t firstNs, std::int64_t lastNs)
{
    constexpr std::int64_t hourNs = 3'600'000'000'000;
    std::array<double, 24> covered = {};
    // More than ten years say no more about the hours of a day than ten do.
    lastNs = std::min(lastNs, firstNs + 87'600 * hourNs);
    for (std::int64_t hour = firstNs / hourNs; hour <= lastNs / hourNs; ++hour) {
        const std::int64_t begin = std::max(firstNs, hour * hourNs), end = std::min(lastNs, (hour + 1) * hourNs);
        covered[static_cast<std::size_t>((hour % 24 + 24) % 24)]
            += static_cast<double>(end - begin) / static_cast<double>(hourNs);
    }
    return covered;
}

std::optional<Diurnal> fitDiurnal(const std::array<std::uint64_t, 24> &byHour, const std::array<double, 24> &coverage)
{
    double total = 0, rates = 0, cosine = 0, sine = 0;
    for (std::size_t hour = 0; hour < 24; ++hour) {
        if (coverage[hour] <= 0)
            return std::nullopt;
        const double count = static_cast<double>(byHour[hour]);
        const double rate = count / coverage[hour];
        const double angle = (static_cast<double>(hour) + 0.5) * std::numbers::pi / 12;
        total += count;
        rates += rate;
        cosine += rate * std::cos(angle);
        sine += rate * std::sin(angle);
    }
    if (total < 200)
        return std::nullopt;
    // Averaging over an hour flattens the wave a little.
    const double flattened = std::sin(std::numbers::pi / 24) / (std::numbers::pi / 24);
    const double amplitude = 2 * std::hypot(cosine, sine) / rates / flattened;
    // Chance alone makes an amplitude of about sqrt(2 / count); four times that is no chance.
    if (amplitude < 4 * std::sqrt(2 / total) || amplitude < 0.05)
        return std::nullopt;
    const double a = std::min(amplitude, 0.98);
    double peakHour = std::atan2(sine, cosine) * 12 / std::numbers::pi;
    peakHour = std::fmod(std::round(peakHour * 10) / 10 + 24, 24.0);
    Diurnal diurnal;
    diurnal.peakToTrough = std::round((1 + a) / (1 - a) * 100) / 100;
    diurnal.peakAt = Duration::fromSeconds(std::round(peakHour * 3600));
    return diurnal;
}

double meanDiurnalFactor(const Diurnal &diurnal, double seconds)
{
    const double amplitude = (diurnal.peakToTrough - 1) / (diurnal.peakToTrough + 1);
    const double omega = 2 * std::numbers::pi / daySeconds;
    const double peak = diurnal.peakAt.seconds();
    return 1 + amplitude * (std::sin(omega * (seconds - peak)) + std::sin(omega * peak)) / (omega * seconds);
}

std::vector<FittedEndpoint> fitEndpoints(
    const LogCensus &census, const std::vector<std::string> &typeNames, std::size_t most, double seconds)
{
    auto groups = grouped(census, typeNames, most);
    addKeys(groups, census);
    std::optional<std::array<double, 24>> coverage;
    if (census.lastWallNs - census.firstWallNs
        >= 2 * static_cast<std::int64_t>(daySeconds) * 1'000'000'000 - 60'000'000'000)
        coverage = hoursCovered(census.firstWallNs, census.lastWallNs);
    std::set<std::string> taken = { "Other" };
    std::vector<FittedEndpoint> endpoints;
    for (const auto &group : groups) {
        endpoints.push_back(fitted(group, census.keys.scale(), seconds, coverage));
        endpoints.back().report.name = group.isRest ? "Other" : uniqueName(dataTypeName(group.name), taken);
    }
    return endpoints;
}

} // namespace cs
