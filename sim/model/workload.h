// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"
#include "sim/core/time.h"
#include "sim/model/law.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The workload of a scenario: see sim/model/scenario.h.
namespace cs
{

enum class PopularityLaw { zipf, uniform, hotspot, exponential, table };
template <>
struct NameTable<PopularityLaw> {
    static constexpr Named<PopularityLaw> table[] = {
        { PopularityLaw::zipf, "zipf" },
        { PopularityLaw::uniform, "uniform" },
        { PopularityLaw::hotspot, "hotspot" },
        { PopularityLaw::exponential, "exponential" },
        { PopularityLaw::table, "table" },
    };
};

/// How reads spread over the keys 0..keys-1; key 0 is the most popular (rank 1).
struct Popularity {
    PopularityLaw law = PopularityLaw::uniform;
    double exponent = 0; ///< zipf: p(rank) ~ rank^-exponent, 0..5
    double keysShare = 0; ///< hotspot: this share of the keys ...
    double readsShare = 0; ///< hotspot: ... takes this share of the reads
    double rate = 0; ///< exponential: p(rank) ~ exp(-rate * rank / keys)
    std::vector<double> weights; ///< table: weight of key 0, 1, ...; one per key
    bool operator==(const Popularity &) const = default;
};

enum class Arrivals { poisson, even };
template <>
struct NameTable<Arrivals> {
    static constexpr Named<Arrivals> table[] = { { Arrivals::poisson, "poisson" }, { Arrivals::even, "even" } };
};

/// Sinusoid over a day (or another period) around the mean rate.
struct Diurnal {
    double peakToTrough = 1; ///< >= 1
    Duration peakAt; ///< time of day, 0..period
    Duration period { 86'400'000'000'000 }; ///< 24h
    bool operator==(const Diurnal &) const = default;
};

/// Markov-modulated Poisson arrivals of two states: exponential times in a burst and between bursts. The stream's rate
/// stays the mean over both.
struct Bursts {
    double factor = 1; ///< rate in a burst / rate between bursts
    Duration on; ///< mean length of a burst
    Duration off; ///< mean time between bursts
    bool operator==(const Bursts &) const = default;
};

/// Reads for keys that the origin does not have. They spread uniformly over `keys` such keys.
struct MissingKeys {
    double share = 0; ///< of the reads
    std::uint64_t keys = 1;
    bool operator==(const MissingKeys &) const = default;
};

struct Reads {
    double rate = 0; ///< 1/s, the mean over a day
    Arrivals arrivals = Arrivals::poisson;
    std::optional<Diurnal> diurnal;
    std::vector<double> weekly; ///< seven weights, Monday first, relative to their mean; empty = every day alike
    std::optional<Bursts> bursts;
    std::optional<MissingKeys> missing;
    bool operator==(const Reads &) const = default;
};

enum class WriteKeys { popularity, uniform };
template <>
struct NameTable<WriteKeys> {
    static constexpr Named<WriteKeys> table[]
        = { { WriteKeys::popularity, "popularity" }, { WriteKeys::uniform, "uniform" } };
};

/// Writes are Poisson; the rate is given outright or per read (then it follows the reads over the day).
struct Writes {
    std::optional<double> perRead;
    std::optional<double> rate; ///< 1/s
    WriteKeys keys = WriteKeys::popularity;
    bool operator==(const Writes &) const = default;
};

/// What a read costs at the origin.
struct MissCost {
    Law dbTime; ///< seconds one database connection is held
    double dbQueries = 1; ///< queries counted per miss
    Law appTime; ///< seconds of app CPU
    Law serializeTime; ///< seconds of app CPU
    Law checkTime = Law::constant(1e-3); ///< seconds one connection is held to answer "not modified" or "not found"
    bool operator==(const MissCost &) const = default;
};

struct KeyPart {
    std::string name;
    std::uint64_t values = 1;
    bool affectsValue = true;
    bool inKey = true;
    bool operator==(const KeyPart &) const = default;
};

enum class ChurnShape { box, fade, riseFade };
template <>
struct NameTable<ChurnShape> {
    static constexpr Named<ChurnShape> table[]
        = { { ChurnShape::box, "box" }, { ChurnShape::fade, "fade" }, { ChurnShape::riseFade, "rise_fade" } };
};

/// Keys that come and go, in one of two ways. `perHour`: that share of the population is replaced by new keys every
/// hour, each new key taking the popularity of the one it replaces. `lifetime`: shot noise (Traverso et al., ACM CCR
/// 2013): keys are born as a Poisson process, live that long and are read with a rate of the given shape over their
/// life; `keys` is the mean number alive at a time.
struct Churn {
    std::optional<double> perHour; ///< share 0..1
    std::optional<Duration> lifetime;
    ChurnShape shape = ChurnShape::box;
    bool operator==(const Churn &) const = default;
};

/// A crawler or a batch job: reads keys 0, 1, ... one after another, evenly spaced.
struct Scan {
    Duration at; ///< of the first one
    std::optional<Duration> every; ///< none = once
    std::optional<std::uint64_t> keys; ///< none = all
    double rate = 0; ///< 1/s
    bool operator==(const Scan &) const = default;
};

struct DataType {
    std::string name;
    std::string endpoint; ///< "GET /api/users/:id"; free text, used to group a replayed log
    std::uint64_t keys = 1;
    Law keySize; ///< bytes
    Law valueSize; ///< bytes
    Popularity popularity;
    Reads reads;
    Writes writes;
    MissCost missCost;
    std::optional<Duration> stalenessTolerance; ///< none = never a violation
    bool deterministic = true;
    std::string scope = "shared"; ///< "shared", "user"
    std::vector<KeyPart> keyParts;
    std::optional<Churn> churn;
    std::vector<Scan> scans;
    bool operator==(const DataType &) const = default;
};

struct Clients {
    std::uint64_t count = 1000;
    bool operator==(const Clients &) const = default;
};

enum class TraceFormat { automatic, combined, common, jsonLines, csv, keys, oracleGeneral, twitter };
template <>
struct NameTable<TraceFormat> {
    static constexpr Named<TraceFormat> table[] = {
        { TraceFormat::automatic, "auto" },
        { TraceFormat::combined, "combined" },
        { TraceFormat::common, "common" },
        { TraceFormat::jsonLines, "json-lines" },
        { TraceFormat::csv, "csv" },
        { TraceFormat::keys, "keys" },
        { TraceFormat::oracleGeneral, "oracleGeneral" },
        { TraceFormat::twitter, "twitter" },
    };
};

/// A recorded request stream in place of the synthetic one. Where data types stand beside it, a request belongs to the
/// type whose endpoint (logs) or name (column `type`) it has; without data types all requests are one type "Requests".
struct TraceSource {
    std::string file; ///< absolute, or relative to the scenario's folder
    TraceFormat format = TraceFormat::automatic;
    double speed = 1; ///< 1e-6 to 1e6; 2 = twice as fast as recorded
    std::string logFormat; ///< an Apache LogFormat or nginx log_format string; empty = detected
    bool operator==(const TraceSource &) const = default;
};

/// How many keys of a data type one page reads.
using PageReads = std::pair<std::string, std::uint64_t>;

/// Correlated reads: one page view reads keys of several data types at once, all of the same popularity rank (scaled to
/// each type's number of keys). They come on top of the types' own reads.
struct Page {
    std::string name;
    double rate = 0; ///< views per second
    std::vector<PageReads> reads; ///< by data type, in file order
    bool operator==(const Page &) const = default;
};

struct Workload {
    Clients clients;
    std::vector<DataType> dataTypes;
    std::vector<Page> pages;
    std::optional<TraceSource> trace;
    bool operator==(const Workload &) const = default;
};

} // namespace cs
