// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/key_findings.h"

#include "sim/model/presets.h"
#include "sim/model/validate.h"
#include "sim/results/figure_text.h"

namespace cs
{

namespace
{

using Weight = AdviceFinding::Weight;

/// One data type on its way through a strategy.
struct TypePath {
    const Scenario &scenario;
    std::size_t strategy;
    const TypeFacts &facts;
    std::vector<AdviceFinding> &out;

    const std::vector<Layer> &layers() const { return scenario.strategies[strategy].layers; }
    std::string place(std::size_t layer) const { return rulePlace(strategy, layer, facts.name()); }
    void checkTtls() const;
    void checkPersonal() const;
    void checkInherited() const;
};

void TypePath::checkTtls() const
{
    double sum = 0;
    std::size_t at = 0, count = 0;
    for (std::size_t l = 0; l < layers().size(); ++l) {
        const Rule *rule = layers()[l].ruleFor(facts.name());
        if (!rule || rule->invalidation != Invalidation::ttl)
            continue;
        if (!rule->ttl && !rule->idleTtl && !rule->refresh && facts.writes > 0 && facts.tolerance < 1e300)
            out.push_back({ Weight::warning, place(l) + ".ttl",
                "\"" + facts.name() + "\" has neither a TTL nor invalidation at \"" + layers()[l].name
                    + "\": a value stays until it is evicted, however old; tolerated is "
                    + figureText(facts.tolerance, Unit::time),
                "give it a TTL or delete on write" });
        sum += rule->ttl.value_or(rule->refresh.value_or(Duration {})).seconds()
            + rule->staleWhileRevalidate.value_or(Duration {}).seconds();
        at = l;
        ++count;
    }
    if (sum <= facts.tolerance || facts.writes <= 0 || count == 0)
        return;
    out.push_back({ Weight::warning, place(at) + ".ttl",
        std::string(count > 1 ? "the TTLs of \"" + facts.name() + "\" in all layers add up to "
                              : "the TTL of \"" + facts.name() + "\" is ")
            + figureText(sum, Unit::time) + " in strategy \"" + scenario.strategies[strategy].name
            + "\" and nothing else ends an entry: tolerated is an age of " + figureText(facts.tolerance, Unit::time),
        "shorten them, or delete on write" });
}

void TypePath::checkPersonal() const
{
    for (std::size_t l = 0; l < layers().size(); ++l)
        if (facts.personal && layers()[l].kind == LayerKind::cdn && layers()[l].ruleFor(facts.name()))
            out.push_back({ Weight::error, place(l),
                "\"" + facts.name() + "\" is personal and stands in \"" + layers()[l].name
                    + "\", which all users share",
                "keep it behind the application" });
}

/// One client-side node and the same TTL counted from the value's making: both entries end at once.
void TypePath::checkInherited() const
{
    for (std::size_t l = 0; l + 1 < layers().size(); ++l) {
        const Rule *front = layers()[l].ruleFor(facts.name()), *back = layers()[l + 1].ruleFor(facts.name());
        if (!front || !back || front->ttlFrom != TtlFrom::generated || !front->ttl || front->ttl != back->ttl
            || resolved(layers()[l], scenario).nodes != 1)
            continue;
        out.push_back({ Weight::warning, place(l + 1) + ".ttl",
            "\"" + layers()[l + 1].name + "\" adds nothing for \"" + facts.name() + "\": the one node of \""
                + layers()[l].name
                + "\" in front inherits the age, so with equal TTLs both entries end at the same time and every miss "
                  "in front is a miss here",
            "drop one of the two, or give the layer behind a longer TTL" });
    }
}

} // namespace

std::vector<AdviceFinding> strategyFindings(const Scenario &scenario, const std::vector<TypeFacts> &facts)
{
    std::vector<AdviceFinding> out;
    for (std::size_t s = 0; s < scenario.strategies.size(); ++s)
        for (const TypeFacts &one : facts) {
            const TypePath path { scenario, s, one, out };
            path.checkTtls();
            path.checkPersonal();
            path.checkInherited();
        }
    return out;
}

} // namespace cs
