// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sensitivity/parameters.h"

#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

void scaleLaw(Law &law, double factor)
{
    for (const auto member :
        { &Law::value, &Law::mean, &Law::p50, &Law::p99, &Law::min, &Law::max, &Law::location, &Law::scale })
        law.*member *= factor;
    if (law.kind != LawKind::mixture)
        for (double &value : law.values)
            value *= factor;
    for (double &value : law.perKey)
        value *= factor;
    for (Law &part : law.parts)
        scaleLaw(part, factor);
}

/// At least one more or less: rounding back to where it was would look like a number that does nothing.
std::uint64_t scaledCount(std::uint64_t count, double factor)
{
    auto scaled = static_cast<std::uint64_t>(std::llround(static_cast<double>(count) * factor));
    if (scaled == count)
        scaled = factor > 1 ? count + 1 : count - 1;
    return std::max<std::uint64_t>(1, scaled);
}

/// Collects parameters, each by a way from a scenario to the value.
class ParameterList
{
public:
    ParameterList(const Scenario &scenario, std::vector<ScenarioParameter> &out)
        : m_scenario(scenario)
        , m_out(out)
    {
    }

    template <class Find>
    void number(const std::string &path, Unit unit, Find find)
    {
        add(
            path, find(m_scenario) != 0, [find](Scenario &s, double factor) { find(s) *= factor; },
            [find, unit](const Scenario &s) { return figureText(find(s), unit); });
    }
    template <class Find>
    void share(const std::string &path, Find find)
    {
        add(
            path, find(m_scenario) != 0,
            [find](Scenario &s, double factor) { find(s) = std::min(1.0, find(s) * factor); },
            [find](const Scenario &s) { return figureText(find(s), Unit::share); });
    }
    template <class Find>
    void count(const std::string &path, Find find)
    {
        add(
            path, find(m_scenario) != 0, [find](Scenario &s, double factor) { find(s) = scaledCount(find(s), factor); },
            [find](const Scenario &s) { return displayCount(find(s)); });
    }
    template <class Find>
    void bytes(const std::string &path, Find find)
    {
        add(
            path, find(m_scenario) != 0, [find](Scenario &s, double factor) { find(s) = scaledCount(find(s), factor); },
            [find](const Scenario &s) { return figureText(static_cast<double>(find(s)), Unit::bytes); });
    }
    template <class Find>
    void duration(const std::string &path, Find find)
    {
        add(
            path, find(m_scenario).ns != 0,
            [find](Scenario &s, double factor) {
                find(s).ns = static_cast<std::int64_t>(std::llround(static_cast<double>(find(s).ns) * factor));
            },
            [find](const Scenario &s) { return figureText(find(s).seconds(), Unit::time); });
    }
    template <class Find>
    void law(const std::string &path, Unit unit, Find find)
    {
        add(
            path, find(m_scenario).expected() != 0, [find](Scenario &s, double factor) { scaleLaw(find(s), factor); },
            [find, unit](const Scenario &s) {
                const Law &law = find(s);
                return (law.kind == LawKind::constant && law.perKey.empty() ? "" : "mean ")
                    + figureText(law.expected(), unit);
            });
    }

private:
    void add(const std::string &path, bool isSaid, std::function<void(Scenario &, double)> scale,
        std::function<std::string(const Scenario &)> text)
    {
        if (isSaid)
            m_out.push_back({ path, text(m_scenario), std::move(scale), std::move(text) });
    }

    const Scenario &m_scenario;
    std::vector<ScenarioParameter> &m_out;
};

std::string entry(const std::string &list, const std::string &name)
{
    return list + "[\"" + name + "\"]";
}

void addPopularity(ParameterList &list, const std::string &at, const Popularity &popularity, auto type)
{
    if (popularity.law == PopularityLaw::zipf)
        list.number(
            at + ".popularity.exponent",
            Unit::number, [type](auto &s) -> auto & { return type(s).popularity.exponent; });
    if (popularity.law == PopularityLaw::exponential)
        list.number(
            at + ".popularity.rate", Unit::number, [type](auto &s) -> auto & { return type(s).popularity.rate; });
    if (popularity.law == PopularityLaw::hotspot) {
        list.share(
            at + ".popularity.keys_share", [type](auto &s) -> auto & { return type(s).popularity.keysShare; });
        list.share(
            at + ".popularity.reads_share", [type](auto &s) -> auto & { return type(s).popularity.readsShare; });
    }
}

void addDataType(ParameterList &list, const DataType &of, std::size_t index)
{
    const std::string at = entry("workload.data_types", of.name);
    const auto type = [index](auto &s) -> auto &
    {
        return s.workload.dataTypes[index];
    };
    list.count(
        at + ".keys", [type](auto &s) -> auto & { return type(s).keys; });
    list.law(
        at + ".key_size", Unit::bytes, [type](auto &s) -> auto & { return type(s).keySize; });
    list.law(
        at + ".value_size", Unit::bytes, [type](auto &s) -> auto & { return type(s).valueSize; });
    addPopularity(list, at, of.popularity, type);
    list.number(
        at + ".reads.rate", Unit::rate, [type](auto &s) -> auto & { return type(s).reads.rate; });
    if (of.writes.perRead)
        list.number(
            at + ".writes.per_read", Unit::number, [type](auto &s) -> auto & { return *type(s).writes.perRead; });
    if (of.writes.rate)
        list.number(
            at + ".writes.rate", Unit::rate, [type](auto &s) -> auto & { return *type(s).writes.rate; });
    list.law(
        at + ".miss_cost.db_time", Unit::time, [type](auto &s) -> auto & { return type(s).missCost.dbTime; });
    list.number(
        at + ".miss_cost.db_queries", Unit::number, [type](auto &s) -> auto & { return type(s).missCost.dbQueries; });
    list.law(
        at + ".miss_cost.app_time", Unit::time, [type](auto &s) -> auto & { return type(s).missCost.appTime; });
    list.law(
        at + ".miss_cost.serialize_time",
        Unit::time, [type](auto &s) -> auto & { return type(s).missCost.serializeTime; });
}

void addWorkload(ParameterList &list, const Scenario &scenario)
{
    list.count(
        "workload.clients.count", [](auto &s) -> auto & { return s.workload.clients.count; });
    for (std::size_t i = 0; i < scenario.workload.dataTypes.size(); ++i)
        addDataType(list, scenario.workload.dataTypes[i], i);
    for (std::size_t i = 0; i < scenario.workload.pages.size(); ++i)
        list.number(
            entry("workload.pages", scenario.workload.pages[i].name) + ".rate",
            Unit::rate, [i](auto &s) -> auto & { return s.workload.pages[i].rate; });
}

void addOrigin(ParameterList &list, const Origin &origin)
{
    if (origin.app) {
        list.count(
            "origin.app.servers", [](auto &s) -> auto & { return s.origin.app->servers; });
        list.count(
            "origin.app.cores", [](auto &s) -> auto & { return s.origin.app->cores; });
        list.law(
            "origin.app.hit_time", Unit::time, [](auto &s) -> auto & { return s.origin.app->hitTime; });
    }
    if (origin.database.connections)
        list.count(
            "origin.database.connections", [](auto &s) -> auto & { return *s.origin.database.connections; });
}

void addRule(ParameterList &list, const std::string &at, const Rule &of, auto rule)
{
    struct Time {
        const char *key;
        std::optional<Duration> Rule::*member;
    };
    constexpr Time times[] = { { ".ttl", &Rule::ttl }, { ".idle_ttl", &Rule::idleTtl }, { ".flush", &Rule::flush },
        { ".stale_while_revalidate", &Rule::staleWhileRevalidate }, { ".stale_if_error", &Rule::staleIfError },
        { ".negative_ttl", &Rule::negativeTtl }, { ".refresh", &Rule::refresh } };
    for (const Time &time : times)
        if (of.*time.member)
            list.duration(
                at + time.key, [ rule, member = time.member ](auto &s) -> auto & { return *(rule(s).*member); });
    list.share(
        at + ".jitter", [rule](auto &s) -> auto & { return rule(s).jitter; });
    list.law(
        at + ".propagation", Unit::time, [rule](auto &s) -> auto & { return rule(s).propagation; });
    list.share(
        at + ".event_loss", [rule](auto &s) -> auto & { return rule(s).eventLoss; });
    if (of.earlyRefresh)
        list.number(
            at + ".early_refresh", Unit::number, [rule](auto &s) -> auto & { return *rule(s).earlyRefresh; });
    if (of.refreshAhead)
        list.share(
            at + ".refresh_ahead", [rule](auto &s) -> auto & { return *rule(s).refreshAhead; });
    if (of.warm)
        list.count(
            at + ".warm.top", [rule](auto &s) -> auto & { return rule(s).warm->top; });
}

void addLayer(ParameterList &list, const std::string &strategyPath, const Layer &of, auto layer)
{
    const std::string at = entry(strategyPath + ".layers", of.name);
    if (of.nodes && !(of.routing && !of.routing->weights.empty()))
        list.count(
            at + ".nodes", [layer](auto &s) -> auto & { return *layer(s).nodes; });
    if (of.capacity.unit == CapacityUnit::bytes)
        list.bytes(
            at + ".capacity", [layer](auto &s) -> auto & { return layer(s).capacity.amount; });
    if (of.capacity.unit == CapacityUnit::entries)
        list.count(
            at + ".capacity", [layer](auto &s) -> auto & { return layer(s).capacity.amount; });
    if (of.latency)
        list.law(
            at + ".latency", Unit::time, [layer](auto &s) -> auto & { return *layer(s).latency; });
    if (of.missLatency)
        list.law(
            at + ".miss_latency", Unit::time, [layer](auto &s) -> auto & { return *layer(s).missLatency; });
    if (of.price)
        list.number(
            at + ".price", Unit::number, [layer](auto &s) -> auto & { return *layer(s).price; });
    for (std::size_t i = 0; i < of.rules.size(); ++i)
        if (of.rules[i].second)
            addRule(
                list, entry(at + ".rules", of.rules[i].first), *of.rules[i].second,
                [ layer, i ](auto &s) -> auto & { return *layer(s).rules[i].second; });
}

} // namespace

std::vector<ScenarioParameter> scenarioParameters(const Scenario &scenario, std::size_t strategy)
{
    std::vector<ScenarioParameter> out;
    ParameterList list(scenario, out);
    addWorkload(list, scenario);
    addOrigin(list, scenario.origin);
    const Strategy &of = scenario.strategies[strategy];
    for (std::size_t i = 0; i < of.layers.size(); ++i)
        addLayer(
            list, entry("strategies", of.name), of.layers[i],
            [ strategy, i ](auto &s) -> auto & { return s.strategies[strategy].layers[i]; });
    for (std::size_t i = 0; i < scenario.prices.items.size(); ++i)
        list.number(
            "prices." + scenario.prices.items[i].first,
            Unit::number, [i](auto &s) -> auto & { return s.prices.items[i].second; });
    return out;
}

} // namespace cs
