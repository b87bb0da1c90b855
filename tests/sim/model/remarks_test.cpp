// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/remarks.h"
#include "sim/model/validate.h"

#include <doctest/doctest.h>
#include <functional>

using namespace cs;

namespace
{

Scenario plain()
{
    Scenario s;
    DataType type;
    type.name = "Things";
    type.reads.rate = 1;
    s.workload.dataTypes = { type };
    Layer layer;
    layer.name = "Cache";
    layer.rules = { { "Things", Rule {} } };
    s.strategies = { { "Strategy", { layer } } };
    return s;
}

using Edit = std::function<void(Scenario &)>;

std::string placesAfter(const Edit &edit)
{
    Scenario s = plain();
    edit(s);
    CHECK(validate(s).empty());
    std::string out;
    for (const Errors &part : { remarksOnWorkload(s), remarksOnStrategy(s, 0), remarksOnTimeline(s) })
        for (const Error &remark : part) {
            CHECK_FALSE(remark.message.empty());
            out += (out.empty() ? "" : " ") + remark.place;
        }
    return out;
}

Layer &layerOf(Scenario &s)
{
    return s.strategies[0].layers[0];
}

Rule &ruleOf(Scenario &s)
{
    return *layerOf(s).rules[0].second;
}

TimelineEvent flush()
{
    TimelineEvent event;
    event.event = EventKind::flush;
    event.layer = "Cache";
    return event;
}

} // namespace

TEST_CASE("settings that change nothing are remarked upon, each at its place")
{
    constexpr Duration second { 1'000'000'000 };
    const std::string layer = "strategies[0].layers[0]", rule = layer + R"(.rules["Things"])";
    CHECK(placesAfter([](Scenario &) {}).empty());
    const std::pair<std::string, Edit> cases[] = {
        { rule + ".jitter", [](Scenario &s) { ruleOf(s).jitter = 0.1; } },
        { rule + ".stale_while_revalidate", [=](Scenario &s) { ruleOf(s).staleWhileRevalidate = second; } },
        { rule + ".stale_if_error", [=](Scenario &s) { ruleOf(s).staleIfError = second; } },
        { rule + ".early_refresh", [](Scenario &s) { ruleOf(s).earlyRefresh = 1; } },
        { rule + ".refresh_ahead", [](Scenario &s) { ruleOf(s).refreshAhead = 0.2; } },
        { rule + ".propagation", [](Scenario &s) { ruleOf(s).propagation = Law::constant(1); } },
        { rule + ".flush", [=](Scenario &s) { ruleOf(s).flush = second; } },
        { rule + ".flush_batch", [](Scenario &s) { ruleOf(s).flushBatch = 5; } },
        { rule + ".lease_time", [=](Scenario &s) { ruleOf(s).leaseTime = second; } },
        { rule + ".refresh", [=](Scenario &s) { ruleOf(s).refresh = second; } },
        { rule + ".tag_removal_time", [](Scenario &s) { ruleOf(s).tagRemovalTime = Law::constant(1); } },
        { rule + ".negative_ttl", [=](Scenario &s) { ruleOf(s).negativeTtl = second; } },
        { layer + ".lfu_log_factor", [](Scenario &s) { layerOf(s).lfuLogFactor = 5; } },
        { layer + ".samples", [](Scenario &s) { layerOf(s).samples = 5, layerOf(s).eviction = Eviction::lru; } },
        { layer + ".shield", [](Scenario &s) { layerOf(s).shield = true; } },
        { layer + ".overhead",
            [](Scenario &s) {
                layerOf(s).overhead = Overhead { OverheadKind::bytes, 50 };
            } },
        { layer + ".nodes",
            [](Scenario &s) {
                layerOf(s).kind = LayerKind::browser;
                layerOf(s).nodes = 10;
            } },
        { "timeline[0].factor",
            [](Scenario &s) {
                s.timeline = { flush() };
                s.timeline[0].factor = 3;
            } },
        { "timeline[0].mode",
            [](Scenario &s) {
                s.timeline = { flush() };
                s.timeline[0].mode = OutageMode::failFast;
            } },
        { rule + ".ttl",
            [](Scenario &s) {
                layerOf(s).kind = LayerKind::memcached;
                ruleOf(s).ttl = Duration { 500'000'000 };
            } },
    };
    for (const auto &[place, edit] : cases)
        CHECK(placesAfter(edit) == place);
}

TEST_CASE("what has an effect is not remarked upon")
{
    constexpr Duration second { 1'000'000'000 };
    CHECK(placesAfter([=](Scenario &s) {
        ruleOf(s).ttl = second;
        ruleOf(s).jitter = 0.1;
        ruleOf(s).staleWhileRevalidate = second;
        ruleOf(s).invalidation = Invalidation::deleteOnWrite;
        ruleOf(s).propagation = Law::constant(1);
        layerOf(s).samples = 10;
        s.timeline = { flush() };
    }).empty());
}

TEST_CASE("beside a recorded trace, what describes requests has no effect")
{
    const auto places = placesAfter([](Scenario &s) {
        s.workload.trace = TraceSource { "t.csv", TraceFormat::automatic, 1, {} };
        DataType &type = s.workload.dataTypes[0];
        type.reads.missing = MissingKeys { 0.5, 10 };
        type.writes.rate = 5;
        type.scans = { Scan { {}, {}, {}, 5 } };
        s.workload.pages = { Page { "Home", 2, { { "Things", 1 } } } };
    });
    CHECK(places
        == "workload.data_types[0].reads.missing workload.data_types[0].writes workload.data_types[0].scans "
           "workload.pages");
}
