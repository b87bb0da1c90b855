// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/fields/codec.h"
#include "ui/fields/fields.h"

#include <QCoreApplication>

namespace cs::ui
{

namespace
{

struct ScenarioFields {
    Q_DECLARE_TR_FUNCTIONS(ScenarioFields)

public:
    static std::vector<Field<Scenario>> run();
    static std::vector<Field<Scenario>> origin();
    static std::vector<Field<Scenario>> objectives();
};

std::vector<Field<Scenario>> ScenarioFields::run()
{
    std::vector<Field<Scenario>> all;
    all.push_back(field<Scenario>(
        "scenario_name", tr("Scenario"), tr("Name of the scenario; stands on the report."),
        [](auto &s) -> auto & { return s.name; }));
    all.push_back(field<Scenario>(
        "run_seed", tr("Seed"), tr("The same seed gives the same requests and the same result (a whole number)."),
        [](auto &s) -> auto & { return s.run.seed; }));
    all.push_back(field<Scenario>(
        "run_duration", tr("Duration"), tr("Simulated time, for example 24h."),
        [](auto &s) -> auto & { return s.run.duration; }));
    all.push_back(field<Scenario>(
        "run_warm_up", tr("Warm-up"),
        tr("Simulated time that is not counted, for example 1h. Empty: found from the hit ratio "
           "over time (MSER-5)."),
        [](auto &s) -> auto & { return s.run.warmUp; }));
    all.back().hint = [](const Scenario &, const Scenario &) { return tr("automatic"); };
    all.push_back(field<Scenario>(
        "run_interval", tr("Interval"), tr("Length of one point of the charts over time, for example 5min."),
        [](auto &s) -> auto & { return s.run.interval; }));
    all.back().hint = [](const Scenario &s, const Scenario &) {
        return tr("%1 (duration / 200)").arg(qs(displayQuantity(s.run.duration.seconds() / 200, Unit::time)));
    };
    all.push_back(field<Scenario>(
        "run_replications", tr("Replications"),
        tr("How often every strategy is simulated, each time with a seed of its own (a count). From 2 on figures get "
           "95 % intervals."),
        [](auto &s) -> auto & { return s.run.replications; }));
    all.push_back(field<Scenario>(
        "run_precision", tr("Precision"),
        tr("Replications go on until every hit ratio is known to plus or minus this, for example 0.2 %. Empty: as "
           "often as stated above."),
        [](auto &s) -> auto & { return s.run.precision; }, Unit::share));
    all.back().hint = [](const Scenario &, const Scenario &) { return tr("not set"); };
    all.push_back(field<Scenario>(
        "run_max_replications", tr("Replications at most"), tr("With a precision: at most this often (a count)."),
        [](auto &s) -> auto & { return s.run.maxReplications; }));
    all.back().applies = [](const Scenario &s) { return s.run.precision.has_value(); };
    all.push_back(field<Scenario>(
        "run_clients", tr("Clients"), tr("How many users send the requests (a count)."),
        [](auto &s) -> auto & { return s.workload.clients.count; }));
    return all;
}

template <class Member>
Field<Scenario> appField(
    const char *id, const QString &label, const QString &tip, Member member, Unit unit = Unit::number)
{
    using V = std::remove_cvref_t<decltype(std::declval<AppServers &>().*member)>;
    Field<Scenario> made;
    made.id = QString::fromLatin1(id);
    made.label = label;
    made.tip = tip;
    made.unit = unit;
    made.editor = Codec<V>::editor;
    made.get = [member, unit](const Scenario &s) {
        return qs(Codec<V>::print(s.origin.app.value_or(AppServers {}).*member, unit));
    };
    made.set = [member, unit](Scenario &s, const std::string &text) -> Result<void> {
        auto value = Codec<V>::read(text, unit);
        if (!value)
            return tl::unexpected(value.error());
        if (s.origin.app)
            (*s.origin.app).*member = std::move(*value);
        return {};
    };
    made.applies = [](const Scenario &s) { return s.origin.app.has_value(); };
    return made;
}

std::vector<Field<Scenario>> ScenarioFields::origin()
{
    std::vector<Field<Scenario>> all;
    Field<Scenario> limited;
    limited.id = QStringLiteral("origin_app");
    limited.label = tr("App CPU is limited");
    limited.tip = tr("Misses queue for the cores of the app servers; otherwise CPU never queues.");
    limited.editor = EditorKind::flag;
    limited.get = [](const Scenario &s) { return s.origin.app ? QStringLiteral("yes") : QStringLiteral("no"); };
    limited.set = [](Scenario &s, const std::string &text) -> Result<void> {
        if (text != "yes")
            s.origin.app.reset();
        else if (!s.origin.app)
            s.origin.app = AppServers {};
        return {};
    };
    all.push_back(limited);
    all.push_back(appField(
        "origin_servers", tr("App servers"), tr("How many app servers there are (a count)."), &AppServers::servers));
    all.push_back(
        appField("origin_cores", tr("Cores"), tr("CPU cores of one app server (a count)."), &AppServers::cores));
    all.push_back(appField("origin_hit_time", tr("CPU per hit"),
        tr("CPU time that a hit at an in-process cache or Redis costs the app, for example 0.3ms."),
        &AppServers::hitTime, Unit::time));
    all.push_back(field<Scenario>(
        "origin_connections", tr("Database connections"),
        tr("How many queries run at once (a count). Empty: a database that never queues."),
        [](auto &s) -> auto & { return s.origin.database.connections; }));
    all.back().hint = [](const Scenario &, const Scenario &) { return tr("never queues"); };
    all.push_back(field<Scenario>(
        "origin_queue_limit", tr("Queue limit"),
        tr("Reads beyond so many waiting ones fail (a count). Empty: no limit."),
        [](auto &s) -> auto & { return s.origin.database.queueLimit; }));
    all.back().hint = [](const Scenario &, const Scenario &) { return tr("no limit"); };
    all.push_back(field<Scenario>(
        "origin_timeout", tr("Time-out"),
        tr("A read that waits and is served longer than this fails, for example 5s. Empty: none."),
        [](auto &s) -> auto & { return s.origin.database.timeout; }));
    all.back().hint = [](const Scenario &, const Scenario &) { return tr("none"); };
    return all;
}

std::vector<Field<Scenario>> ScenarioFields::objectives()
{
    std::vector<Field<Scenario>> all;
    all.push_back(field<Scenario>(
        "objective_latency_p99", tr("Latency p99 at most"),
        tr("99 % of the reads are answered within this, for example 300ms."),
        [](auto &s) -> auto & { return s.objectives.latencyP99; }));
    all.push_back(field<Scenario>(
        "objective_latency_mean", tr("Mean latency at most"), tr("For example 60ms."),
        [](auto &s) -> auto & { return s.objectives.latencyMean; }));
    all.push_back(field<Scenario>(
        "objective_hit_ratio", tr("Hit ratio at least"), tr("Hits of all layers / reads, for example 90 %."),
        [](auto &s) -> auto & { return s.objectives.hitRatio; }, Unit::share));
    all.push_back(field<Scenario>(
        "objective_db_utilization", tr("Database utilisation at most"),
        tr("Mean share of the connections in use, for example 70 %."),
        [](auto &s) -> auto & { return s.objectives.dbUtilization; }, Unit::share));
    all.push_back(field<Scenario>(
        "objective_stale_reads", tr("Stale reads at most"),
        tr("Share of the reads that get an old value, for example 1 %."),
        [](auto &s) -> auto & { return s.objectives.staleReads; }, Unit::share));
    all.push_back(field<Scenario>(
        "objective_failed_reads", tr("Failed reads at most"),
        tr("Share of the reads that get no answer, for example 0.1 %."),
        [](auto &s) -> auto & { return s.objectives.failedReads; }, Unit::share));
    for (auto &objective : all)
        objective.hint = [](const Scenario &, const Scenario &) { return tr("not set"); };
    return all;
}

} // namespace

const std::vector<Field<Scenario>> &scenarioFields()
{
    static const std::vector<Field<Scenario>> all = [] {
        std::vector<Field<Scenario>> fields;
        for (const auto &part : { ScenarioFields::run(), ScenarioFields::origin(), ScenarioFields::objectives() })
            fields.insert(fields.end(), part.begin(), part.end());
        return fields;
    }();
    return all;
}

} // namespace cs::ui
