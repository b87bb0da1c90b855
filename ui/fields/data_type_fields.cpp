// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/codec.h"
#include "ui/fields/fields.h"

#include <QCoreApplication>

namespace cs::ui
{

namespace
{

struct DataTypeFields {
    Q_DECLARE_TR_FUNCTIONS(DataTypeFields)

public:
    static std::vector<Field<DataType>> identity();
    static std::vector<Field<DataType>> traffic();
    static std::vector<Field<DataType>> popularity();
    static std::vector<Field<DataType>> sizesAndCosts();
};

std::vector<Field<DataType>> DataTypeFields::identity()
{
    std::vector<Field<DataType>> all;
    all.push_back(field<DataType>(
        "name", tr("Name"), tr("Name of this kind of data; rules refer to it by this name."),
        [](auto &t) -> auto & { return t.name; }));
    all.push_back(field<DataType>(
        "endpoint", tr("Endpoint"),
        tr("The request that reads it, for example GET /api/users/:id. A replayed log is "
           "assigned to data types by it."),
        [](auto &t) -> auto & { return t.endpoint; }));
    all.push_back(field<DataType>(
        "keys", tr("Keys"), tr("How many different items there are (a count)."),
        [](auto &t) -> auto & { return t.keys; }));
    all.push_back(field<DataType>(
        "staleness_tolerance", tr("Staleness tolerance"),
        tr("How long a reader may see an old value before it counts as a violation, for "
           "example 5min. Empty: never a violation."),
        [](auto &t) -> auto & { return t.stalenessTolerance; }));
    all.back().hint = [](const DataType &, const Scenario &) { return tr("no limit"); };
    all.push_back(field<DataType>(
        "scope", tr("Scope"), tr("\"shared\" between users or private to a \"user\"."),
        [](auto &t) -> auto & { return t.scope; }));
    all.back().editor = EditorKind::choice;
    all.back().choices = { { QStringLiteral("shared"), tr("shared") }, { QStringLiteral("user"), tr("user") } };
    all.push_back(field<DataType>(
        "deterministic", tr("Deterministic"),
        tr("The same key gives the same value until it is written; only then caching is safe."),
        [](auto &t) -> auto & { return t.deterministic; }));
    return all;
}

std::vector<Field<DataType>> DataTypeFields::traffic()
{
    std::vector<Field<DataType>> all;
    all.push_back(field<DataType>(
        "reads_rate", tr("Reads"), tr("Mean read rate, for example 2400/h or 30/s."),
        [](auto &t) -> auto & { return t.reads.rate; }, Unit::rate));
    all.push_back(field<DataType>(
        "arrivals", tr("Arrivals"), tr("poisson: at random, as independent users do; even: at equal distances."),
        [](auto &t) -> auto & { return t.reads.arrivals; }));

    auto ratio = field<DataType>(
        "peak_to_trough", tr("Peak to trough"),
        tr("Busiest hour over quietest hour of the day (a ratio of at least 1). Empty: the "
           "rate is the same all day."),
        [](auto &t) -> auto & { return t.reads.rate; });
    ratio.get = [](const DataType &t) {
        return t.reads.diurnal ? qs(formatNumber(t.reads.diurnal->peakToTrough)) : QString();
    };
    ratio.set = [](DataType &t, const std::string &text) -> Result<void> {
        const auto value = Codec<std::optional<double>>::read(text, Unit::number);
        if (!value)
            return tl::unexpected(value.error());
        if (!*value)
            t.reads.diurnal.reset();
        else if (t.reads.diurnal)
            t.reads.diurnal->peakToTrough = **value;
        else
            t.reads.diurnal = Diurnal { **value, Duration::fromSeconds(20 * 3600) };
        return {};
    };
    ratio.hint = [](const DataType &, const Scenario &) { return tr("constant rate"); };
    all.push_back(ratio);

    auto peak = ratio;
    peak.id = QStringLiteral("peak_at");
    peak.label = tr("Peak at");
    peak.tip = tr("Time of day of the peak, counted from the start of the run, for example 20h.");
    peak.get
        = [](const DataType &t) { return t.reads.diurnal ? qs(formatDuration(t.reads.diurnal->peakAt)) : QString(); };
    peak.set = [](DataType &t, const std::string &text) -> Result<void> {
        const auto value = parseDuration(text);
        if (!value)
            return tl::unexpected(value.error());
        if (t.reads.diurnal)
            t.reads.diurnal->peakAt = *value;
        return {};
    };
    peak.applies = [](const DataType &t) { return t.reads.diurnal.has_value(); };
    peak.hint = nullptr;
    all.push_back(peak);

    auto perRead = field<DataType>(
        "writes_per_read", tr("Writes per read"),
        tr("Writes for each read: 0.001 is a read:write ratio of 1000:1. Empty when a "
           "write rate is given."),
        [](auto &t) -> auto & { return t.writes.perRead; });
    auto writeRate = field<DataType>(
        "writes_rate", tr("Write rate"), tr("Mean write rate, for example 20/h. Empty when writes per read are given."),
        [](auto &t) -> auto & { return t.writes.rate; }, Unit::rate);
    perRead.set = [set = perRead.set](DataType &t, const std::string &text) {
        auto done = set(t, text);
        if (done && t.writes.perRead)
            t.writes.rate.reset();
        return done;
    };
    writeRate.set = [set = writeRate.set](DataType &t, const std::string &text) {
        auto done = set(t, text);
        if (done && t.writes.rate)
            t.writes.perRead.reset();
        return done;
    };
    perRead.hint = [](const DataType &t, const Scenario &) { return t.writes.rate ? QString() : tr("no writes"); };
    writeRate.hint = [](const DataType &t, const Scenario &) {
        return t.writes.perRead
            ? tr("%1, from the reads").arg(qs(displayQuantity(*t.writes.perRead * t.reads.rate, Unit::rate)))
            : tr("no writes");
    };
    all.push_back(perRead);
    all.push_back(writeRate);
    all.push_back(field<DataType>(
        "write_keys", tr("Written keys"),
        tr("popularity: what is read often is written often; uniform: any key alike."),
        [](auto &t) -> auto & { return t.writes.keys; }));
    return all;
}

std::vector<Field<DataType>> DataTypeFields::popularity()
{
    std::vector<Field<DataType>> all;
    auto law = field<DataType>(
        "popularity", tr("Popularity"), tr("How reads spread over the keys."),
        [](auto &t) -> auto & { return t.popularity.law; });
    law.set = [](DataType &t, const std::string &text) -> Result<void> {
        const auto value = Codec<PopularityLaw>::read(text, Unit::number);
        if (!value)
            return tl::unexpected(value.error());
        if (*value == PopularityLaw::table && t.popularity.weights.empty())
            return fail("a table needs the weight of every key", {}, "write \"weights\" in the scenario file");
        auto &p = t.popularity;
        p.law = *value;
        if (p.law == PopularityLaw::zipf && p.exponent <= 0)
            p.exponent = 0.9;
        if (p.law == PopularityLaw::hotspot && (p.keysShare <= 0 || p.readsShare <= 0))
            p.keysShare = 0.2, p.readsShare = 0.8;
        if (p.law == PopularityLaw::exponential && p.rate <= 0)
            p.rate = 5;
        return {};
    };
    all.push_back(law);
    all.push_back(field<DataType>(
        "exponent", tr("Exponent"), tr("Zipf exponent, 0 (all keys alike) to 5; web traffic is often 0.6 to 1.1."),
        [](auto &t) -> auto & { return t.popularity.exponent; }));
    all.back().applies = [](const DataType &t) { return t.popularity.law == PopularityLaw::zipf; };
    all.push_back(field<DataType>(
        "hot_keys", tr("Hot keys"), tr("Share of the keys that is hot, for example 20 %."),
        [](auto &t) -> auto & { return t.popularity.keysShare; }, Unit::share));
    all.back().applies = [](const DataType &t) { return t.popularity.law == PopularityLaw::hotspot; };
    all.push_back(field<DataType>(
        "hot_reads", tr("Hot reads"), tr("Share of the reads that the hot keys take, for example 80 %."),
        [](auto &t) -> auto & { return t.popularity.readsShare; }, Unit::share));
    all.back().applies = [](const DataType &t) { return t.popularity.law == PopularityLaw::hotspot; };
    all.push_back(field<DataType>(
        "decay", tr("Decay"), tr("Exponential popularity: p(rank) ~ exp(-decay x rank / keys)."),
        [](auto &t) -> auto & { return t.popularity.rate; }));
    all.back().applies = [](const DataType &t) { return t.popularity.law == PopularityLaw::exponential; };
    return all;
}

std::vector<Field<DataType>> DataTypeFields::sizesAndCosts()
{
    std::vector<Field<DataType>> all;
    all.push_back(field<DataType>(
        "key_size", tr("Key size"), tr("Bytes of a cache key, for example 24 B."),
        [](auto &t) -> auto & { return t.keySize; }, Unit::bytes));
    all.push_back(field<DataType>(
        "value_size", tr("Value size"),
        tr("Bytes of a value, for example 2 kB; in the table \"2 kB cv 0.8\" is a lognormal law."),
        [](auto &t) -> auto & { return t.valueSize; }, Unit::bytes));
    all.push_back(field<DataType>(
        "db_time", tr("Database time"),
        tr("How long a read that misses holds a database connection, for example 180ms."),
        [](auto &t) -> auto & { return t.missCost.dbTime; }, Unit::time));
    all.push_back(field<DataType>(
        "db_queries", tr("Queries"), tr("Database queries that one miss makes (a count)."),
        [](auto &t) -> auto & { return t.missCost.dbQueries; }));
    all.push_back(field<DataType>(
        "app_time", tr("App time"), tr("CPU time of the app's logic on a miss, for example 50ms."),
        [](auto &t) -> auto & { return t.missCost.appTime; }, Unit::time));
    all.push_back(field<DataType>(
        "serialize_time", tr("Serialisation"), tr("CPU time to serialise the value on a miss, for example 20ms."),
        [](auto &t) -> auto & { return t.missCost.serializeTime; }, Unit::time));
    return all;
}

} // namespace

const std::vector<Field<DataType>> &dataTypeFields()
{
    static const std::vector<Field<DataType>> all = [] {
        std::vector<Field<DataType>> fields;
        for (const auto &part : { DataTypeFields::identity(), DataTypeFields::traffic(), DataTypeFields::popularity(),
                 DataTypeFields::sizesAndCosts() })
            fields.insert(fields.end(), part.begin(), part.end());
        return fields;
    }();
    return all;
}

} // namespace cs::ui
