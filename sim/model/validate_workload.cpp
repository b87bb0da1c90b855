// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/names.h"
#include "sim/core/units.h"
#include "sim/model/check.h"
#include "sim/model/limits.h"
#include "sim/model/validate.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

constexpr double maxRate = 1e9;

void checkPopularity(Check &check, const std::string &place, const DataType &type)
{
    const Popularity &popularity = type.popularity;
    const std::string at = place + ".popularity";
    switch (popularity.law) {
    case PopularityLaw::zipf:
        return check.number(at + ".exponent", popularity.exponent, 0, 5);
    case PopularityLaw::uniform:
        return;
    case PopularityLaw::hotspot:
        check.share(at + ".keys_share", popularity.keysShare);
        return check.share(at + ".reads_share", popularity.readsShare);
    case PopularityLaw::exponential:
        return check.number(at + ".rate", popularity.rate, 0, 1e6);
    case PopularityLaw::table:
        check.weights(at + ".weights", popularity.weights);
        if (popularity.weights.size() != type.keys)
            check.report(at + ".weights",
                "has " + displayCount(popularity.weights.size()) + " weights for " + displayCount(type.keys) + " keys",
                "a table has one weight per key", { place + ".keys" });
        return;
    }
}

void checkDiurnal(Check &check, const std::string &place, const Diurnal &diurnal)
{
    check.number(place + ".peak_to_trough", diurnal.peakToTrough, 1, 1e6);
    check.duration(place + ".period", diurnal.period, false);
    if (diurnal.peakAt.ns < 0 || diurnal.peakAt > diurnal.period)
        check.report(place + ".peak_at",
            "found " + formatDuration(diurnal.peakAt) + "; expected a time within the period, 0h to "
                + formatDuration(diurnal.period),
            {}, { place + ".period" });
}

/// `others`: something else reads or writes the type, so that it may have no reads by itself.
void checkReads(Check &check, const std::string &place, const Reads &reads, bool others)
{
    if (!others || reads.rate != 0)
        check.aboveZero(place + ".rate", reads.rate, maxRate, Unit::rate);
    if (reads.diurnal)
        checkDiurnal(check, place + ".diurnal", *reads.diurnal);
    if (!reads.weekly.empty()) {
        check.weights(place + ".weekly", reads.weekly);
        if (reads.weekly.size() != 7)
            check.report(place + ".weekly",
                "has " + displayCount(reads.weekly.size()) + " weights; expected seven, Monday to Sunday");
    }
    if (reads.bursts) {
        check.number(place + ".bursts.factor", reads.bursts->factor, 1, 1e6);
        check.duration(place + ".bursts.on", reads.bursts->on, false);
        check.duration(place + ".bursts.off", reads.bursts->off, false);
        if (reads.arrivals == Arrivals::even)
            check.report(place + ".bursts", "needs arrivals \"poisson\"; evenly spaced reads have no bursts",
                "leave one of them out", { place + ".arrivals" });
    }
    if (reads.missing) {
        check.share(place + ".missing.share", reads.missing->share);
        check.count(place + ".missing.keys", reads.missing->keys, 1, maxKeys);
    }
}

void checkChurn(Check &check, const std::string &place, const DataType &type, const Churn &churn)
{
    if (churn.perHour.has_value() == churn.lifetime.has_value())
        check.report(place,
            churn.perHour ? "has both per_hour and lifetime; expected one of them"
                          : "has neither per_hour nor lifetime; expected one of them");
    if (churn.perHour)
        check.share(place + ".per_hour", *churn.perHour);
    if (churn.lifetime)
        check.duration(place + ".lifetime", *churn.lifetime, false);
    if (churn.lifetime && type.reads.arrivals == Arrivals::even)
        check.report(place + ".lifetime", "needs arrivals \"poisson\": how many keys are alive is left to chance",
            "use per_hour with evenly spaced reads", { place });
    // Births are simulated one by one.
    constexpr double mostPerSecond = 1e6;
    if (churn.lifetime && churn.lifetime->ns > 0
        && static_cast<double>(type.keys) / churn.lifetime->seconds() > mostPerSecond)
        check.report(place + ".lifetime", "gives more than 1e6 new keys a second", "a longer life or fewer keys",
            { place, place + ".lifetime" });
}

void checkScans(Check &check, const std::string &place, const std::vector<Scan> &scans)
{
    for (std::size_t i = 0; i < scans.size(); ++i) {
        const std::string at = place + ".scans[" + std::to_string(i) + ']';
        check.duration(at + ".at", scans[i].at, true);
        if (scans[i].every)
            check.duration(at + ".every", *scans[i].every, false);
        if (scans[i].keys)
            check.count(at + ".keys", *scans[i].keys, 1, maxKeys);
        check.aboveZero(at + ".rate", scans[i].rate, maxRate, Unit::rate);
    }
}

void checkPages(Check &check, const Workload &workload)
{
    std::set<std::string> types;
    for (const auto &type : workload.dataTypes)
        types.insert(type.name);
    std::vector<std::string> places, names;
    for (std::size_t i = 0; i < workload.pages.size(); ++i) {
        const Page &page = workload.pages[i];
        places.push_back("workload.pages[" + std::to_string(i) + ']');
        names.push_back(page.name);
        check.name(places.back() + ".name", page.name);
        check.aboveZero(places.back() + ".rate", page.rate, maxRate, Unit::rate);
        if (page.reads.empty())
            check.report(places.back() + ".reads", "is empty; expected the data types that a page reads");
        for (const auto &[type, keys] : page.reads) {
            const std::string at = places.back() + ".reads[" + quoted(type) + ']';
            check.known(at, type, types, "data type", { "workload.data_types[*].name" });
            check.count(at, keys, 1, 1000);
        }
    }
    checkNamesOnce(check, places, names, "page");
}

void checkWrites(Check &check, const std::string &place, const Writes &writes)
{
    if (writes.perRead && writes.rate)
        check.report(place, "has both per_read and rate; expected one of them");
    if (writes.perRead)
        check.number(place + ".per_read", *writes.perRead, 0, 1e6);
    if (writes.rate)
        check.number(place + ".rate", *writes.rate, 0, maxRate, Unit::rate);
}

void checkKeyParts(Check &check, const std::string &place, const DataType &type)
{
    std::vector<std::string> places, names;
    for (std::size_t i = 0; i < type.keyParts.size(); ++i) {
        places.push_back(place + ".key_parts[" + std::to_string(i) + ']');
        names.push_back(type.keyParts[i].name);
        check.name(places.back() + ".name", names.back());
        check.count(places.back() + ".values", type.keyParts[i].values, 1, maxKeys);
    }
    checkNamesOnce(check, places, names, "part of a key");
    // Keys are numbered; what one value has of them, and how many values there are, must fit.
    double aliases = 1, sharing = 1;
    for (const KeyPart &part : type.keyParts) {
        aliases *= part.inKey && !part.affectsValue ? static_cast<double>(part.values) : 1;
        sharing *= part.affectsValue && !part.inKey ? static_cast<double>(part.values) : 1;
    }
    constexpr double mostAliases = 1e6, mostNumbers = 0x1.0p38;
    const double numbers
        = aliases * static_cast<double>(std::max(type.keys, type.reads.missing ? type.reads.missing->keys : 0));
    const std::string at = place + ".key_parts";
    if (aliases > mostAliases)
        check.report(at,
            "give one value " + displayQuantity(aliases, Unit::number)
                + " keys (values of the parts that are in the key and do not matter, multiplied); expected at most 1e6",
            {}, { at });
    else if (numbers > mostNumbers)
        check.report(at,
            "give the population " + displayQuantity(numbers, Unit::number) + " keys in all; expected at most 2.7e11",
            {}, { at, place + ".keys" });
    if (sharing > static_cast<double>(maxKeys))
        check.report(at,
            "let " + displayQuantity(sharing, Unit::number)
                + " values share a key (values of the parts that matter and are left out, multiplied); expected at "
                  "most "
                + displayCount(maxKeys),
            {}, { at });
}

void checkSizes(Check &check, const std::string &place, const DataType &type)
{
    check.law(place + ".key_size", type.keySize, Unit::bytes);
    check.law(place + ".value_size", type.valueSize, Unit::bytes);
    for (const auto &[key, law] :
        { std::pair { ".key_size.values", &type.keySize }, { ".value_size.values", &type.valueSize } })
        if (law->perKey.size() > type.keys)
            check.report(place + key,
                "has " + displayCount(law->perKey.size()) + " values for " + displayCount(type.keys) + " keys", {},
                { place + ".keys" });
}

bool isReadByPages(const Workload &workload, const std::string &type)
{
    for (const Page &page : workload.pages)
        for (const auto &part : page.reads)
            if (part.first == type)
                return true;
    return false;
}

void checkDataType(Check &check, const std::string &place, const DataType &type, const Workload &workload)
{
    check.name(place + ".name", type.name);
    check.text(place + ".endpoint", type.endpoint, 4000);
    check.count(place + ".keys", type.keys, 1, maxKeys);
    checkSizes(check, place, type);
    checkPopularity(check, place, type);
    // A trace has its own reads.
    const bool others = type.writes.rate.value_or(0) > 0 || !type.scans.empty() || isReadByPages(workload, type.name);
    if (!workload.trace || type.reads != Reads {})
        checkReads(check, place + ".reads", type.reads, others);
    checkWrites(check, place + ".writes", type.writes);
    check.law(place + ".miss_cost.db_time", type.missCost.dbTime, Unit::time);
    check.number(place + ".miss_cost.db_queries", type.missCost.dbQueries, 0, 1e6);
    check.law(place + ".miss_cost.app_time", type.missCost.appTime, Unit::time);
    check.law(place + ".miss_cost.serialize_time", type.missCost.serializeTime, Unit::time);
    check.law(place + ".miss_cost.check_time", type.missCost.checkTime, Unit::time);
    if (type.stalenessTolerance)
        check.duration(place + ".staleness_tolerance", *type.stalenessTolerance, true);
    static const std::set<std::string> scopes = { "shared", "user" };
    check.known(place + ".scope", type.scope, scopes, "scope (shared or user)");
    checkKeyParts(check, place, type);
    if (type.churn)
        checkChurn(check, place + ".churn", type, *type.churn);
    checkScans(check, place, type.scans);
}

void checkTrace(Check &check, const TraceSource &trace)
{
    const std::string place = "workload.trace";
    check.text(place + ".file", trace.file, 4000);
    if (trace.file.empty())
        check.report(place + ".file", "is empty; expected the path of a log or a trace");
    else if (trace.file.find('\0') != std::string::npos)
        check.report(place + ".file", "holds a zero byte; expected the path of a log or a trace");
    check.text(place + ".log_format", trace.logFormat, 4000);
    check.number(place + ".speed", trace.speed, 1e-6, 1e6);
}

/// A run as long as that never ends: the rate or the duration is a slip of the pen.
void checkRequests(Check &check, const Scenario &scenario)
{
    constexpr double most = 1e12;
    double rate = 0;
    for (const auto &type : scenario.workload.dataTypes)
        for (const double part :
            { type.reads.rate, type.writes.rate.value_or(0), type.writes.perRead.value_or(0) * type.reads.rate })
            rate += std::isfinite(part) ? part : 0;
    for (const auto &page : scenario.workload.pages)
        for (const auto &[type, keys] : page.reads)
            rate += std::isfinite(page.rate) ? page.rate * static_cast<double>(keys) : 0;
    for (std::size_t i = 0; i < scenario.workload.dataTypes.size(); ++i) {
        const DataType &type = scenario.workload.dataTypes[i];
        for (const Scan &scan : type.scans)
            rate += std::isfinite(scan.rate) ? scan.rate : 0;
        if (!type.churn)
            continue;
        const double seconds = scenario.run.duration.seconds();
        const double lives = type.churn->lifetime ? seconds / std::max(1e-9, type.churn->lifetime->seconds())
                                                  : type.churn->perHour.value_or(0) * seconds / 3600;
        if (lives * static_cast<double>(type.keys) > 1e9)
            check.report(dataTypePlace(i) + ".churn",
                "brings " + displayQuantity(lives * static_cast<double>(type.keys), Unit::number)
                    + " new keys in this run; expected at most 1e9",
                "fewer keys, less churn or a shorter run", { dataTypePlace(i) + ".churn", dataTypePlace(i) + ".keys" });
    }
    const double requests = rate * scenario.run.duration.seconds();
    if (requests > most)
        check.report("run.duration",
            "gives " + displayQuantity(requests, Unit::number) + " requests at these rates; expected at most 1e12",
            "shorten the run or lower the rates");
}

} // namespace

void checkWorkload(const Scenario &scenario, std::vector<ValueProblem> &out)
{
    Check check(out);
    const Workload &workload = scenario.workload;
    check.count("workload.clients.count", workload.clients.count, 1, maxKeys);
    if (workload.trace)
        checkTrace(check, *workload.trace);
    else if (workload.dataTypes.empty())
        check.report("workload.data_types", "is empty; expected at least one data type, or a trace");
    constexpr std::size_t mostTypes = 1'000;
    if (workload.dataTypes.size() > mostTypes)
        return check.report("workload.data_types",
            "found " + displayCount(workload.dataTypes.size()) + " data types; expected at most 1,000");
    std::vector<std::string> places, names;
    for (std::size_t i = 0; i < workload.dataTypes.size(); ++i) {
        places.push_back(dataTypePlace(i));
        names.push_back(workload.dataTypes[i].name);
        checkDataType(check, places.back(), workload.dataTypes[i], workload);
    }
    checkNamesOnce(check, places, names, "data type");
    checkPages(check, workload);
    if (!workload.trace)
        checkRequests(check, scenario);
}

} // namespace cs
