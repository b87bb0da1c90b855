// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/report/report_text.h"
#include "sim/report/sections.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"

#include <algorithm>

namespace cs
{

namespace
{

const TypeResult *typeNamed(const std::vector<TypeResult> &types, const std::string &name)
{
    const auto at = std::find_if(types.begin(), types.end(), [&](const TypeResult &type) { return type.name == name; });
    return at == types.end() ? nullptr : &*at;
}

ReportList description(const DataType &type)
{
    ReportList list;
    if (!type.endpoint.empty())
        list.items.push_back("Endpoint: " + type.endpoint);
    list.items.push_back("Volume: " + readsText(type.reads) + ", " + displayCount(type.keys) + " keys, popularity "
        + popularityText(type.popularity));
    list.items.push_back("Read : write ratio: " + readWriteRatioText(type));
    list.items.push_back("Value size: " + lawText(type.valueSize, Unit::bytes));
    list.items.push_back("A read at the origin takes: database " + lawText(type.missCost.dbTime, Unit::time) + " ("
        + displayQuantity(type.missCost.dbQueries, Unit::number)
        + (type.missCost.dbQueries == 1 ? " query" : " queries") + "), application "
        + lawText(type.missCost.appTime, Unit::time) + ", serialisation "
        + lawText(type.missCost.serializeTime, Unit::time));
    list.items.push_back(
        "May be stale for: " + (type.stalenessTolerance ? durationText(*type.stalenessTolerance) : "any time"));
    return list;
}

ReportTable rules(const ReportInput &input, const std::string &type)
{
    ReportTable table;
    table.header = { "Layer", "TTL", "Invalidation", "Coalescing", "Warming" };
    table.rightAligned.assign(table.header.size(), false);
    if (input.proposed)
        for (const auto &layer : input.proposed->layers)
            if (const Rule *rule = layer.ruleFor(type))
                table.rows.push_back({ layer.name, ttlText(*rule), invalidationText(*rule),
                    rule->coalesce ? "yes" : "no", warmingText(*rule) });
    return table;
}

/// Where the reads of a type were answered, layer by layer.
ReportTable performance(const ReportInput &input, const TypeResult &type)
{
    ReportTable table;
    table.header = { "Answered by", "Share of reads", "Hit ratio there", "Mean latency", "p99 latency" };
    table.rightAligned = { false, true, true, true, true };
    const auto reads = static_cast<double>(std::max<std::uint64_t>(type.figures.reads, 1));
    const auto share
        = [reads](std::uint64_t part) { return figureText(static_cast<double>(part) / reads, Unit::share); };
    for (const auto &layer : input.after.layers)
        if (const TypeResult *here = typeNamed(layer.dataTypes, type.name))
            table.rows.push_back(
                { layer.name, share(here->figures.hits), figureText(here->figures.hitRatio(), Unit::share),
                    meanText(here->figures.latency), quantileText(here->figures.latency, 0.99) });
    if (type.figures.coalesced > 0)
        table.rows.push_back({ "Fetch already under way", share(type.figures.coalesced), "-", "-", "-" });
    table.rows.push_back({ "Origin", share(type.figures.originReads), "-", "-", "-" });
    if (type.figures.failed > 0)
        table.rows.push_back({ "Nobody (failed)", share(type.figures.failed), "-", "-", "-" });
    table.rows.push_back(
        { "On average", type.figures.reads ? "100 %" : "-", figureText(type.figures.hitRatio(), Unit::share),
            meanText(type.figures.latency), quantileText(type.figures.latency, 0.99) });
    return table;
}

std::string comparison(const ReportInput &input, const TypeResult &type)
{
    const TypeResult *before = typeNamed(input.before.dataTypes, type.name);
    std::string text;
    if (input.compares() && before)
        text = "Mean latency " + meanText(before->figures.latency) + " before, " + meanText(type.figures.latency)
            + " after; database queries "
            + groupedNumber(before->figures.dbQueries / static_cast<double>(input.before.replications), 0) + " before, "
            + groupedNumber(type.figures.dbQueries / static_cast<double>(input.after.replications), 0)
            + " after, in the measured span. ";
    if (type.figures.staleReads == 0)
        return text + "No read was stale.";
    return text + figureText(type.figures.staleRatio(), Unit::share) + " of the reads were stale, for "
        + meanText(type.figures.staleness) + " on average and "
        + figureText(type.figures.staleness.maxSeconds(), Unit::time) + " at most; "
        + displayCount(shownCount(input.after, type.figures.violations)) + " of them longer than tolerated.";
}

} // namespace

Sections dataTypeSections(const ReportInput &input)
{
    Sections sections { { 1, "Data types", {} } };
    if (input.after.dataTypes.empty())
        sections[0].blocks.emplace_back(ReportText { "The scenario has no data types." });
    for (const auto &result : input.after.dataTypes) {
        ReportSection section { 2, result.name, {} };
        const auto &types = input.scenario.workload.dataTypes;
        const auto type
            = std::find_if(types.begin(), types.end(), [&](const DataType &one) { return one.name == result.name; });
        if (type != types.end())
            section.blocks.emplace_back(description(*type));
        ReportTable here = rules(input, result.name);
        if (here.rows.empty())
            section.blocks.emplace_back(ReportText { "Not cached: every read goes to the origin." });
        else
            section.blocks.emplace_back(std::move(here));
        section.blocks.emplace_back(ReportText { "Expected performance with \"" + input.after.strategy + "\":" });
        section.blocks.emplace_back(performance(input, result));
        section.blocks.emplace_back(ReportText { comparison(input, result) });
        sections.push_back(std::move(section));
    }
    return sections;
}

} // namespace cs
