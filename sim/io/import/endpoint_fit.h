// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/log_census.h"
#include "sim/io/import/log_import.h"
#include "sim/io/import/lru_check.h"

#include <string>
#include <vector>

namespace cs
{

/// An endpoint with what the scenario needs beside the report: the fitted population and the mean length of its keys.
struct FittedEndpoint {
    ImportedEndpoint report;
    double population = 1;
    double keyBytes = 0; ///< 0 = not recorded
    bool sizeKnown = false;
    std::uint32_t types = 1; ///< of the reader, that it stands for
};

/// The `most` types with most reads, each fitted; the others and those without reads together as "Other".
std::vector<FittedEndpoint> fitEndpoints(
    const LogCensus &census, const std::vector<std::string> &typeNames, std::size_t most, double seconds);

/// Sinusoid over 24 h fitted to the counts by hour of the day; none when the log is shorter than two days, or when
/// chance could have made it. `coverage`: hours of the log in each hour of the day.
std::optional<Diurnal> fitDiurnal(const std::array<std::uint64_t, 24> &byHour, const std::array<double, 24> &coverage);
std::array<double, 24> hoursCovered(std::int64_t firstNs, std::int64_t lastNs);

/// Mean over [0, seconds) of the diurnal factor whose mean over a whole day is 1.
double meanDiurnalFactor(const Diurnal &diurnal, double seconds);

/// A lognormal law, or a constant where there is no spread.
Law lawOf(double mean, double cv);

} // namespace cs
