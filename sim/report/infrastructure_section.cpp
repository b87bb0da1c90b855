// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/presets.h"
#include "sim/report/report_text.h"
#include "sim/report/sections.h"
#include "sim/results/figure_text.h"
#include "sim/results/result_fields.h"

namespace cs
{

namespace
{

ReportTable layers(const ReportInput &input)
{
    ReportTable table;
    table.header = { "Layer", "Kind", "Nodes", "Capacity a node", "Eviction", "Latency", "Memory needed at peak" };
    table.rightAligned = { false, false, true, true, false, false, true };
    for (std::size_t i = 0; i < input.after.layers.size(); ++i) {
        const LayerResult &layer = input.after.layers[i];
        const bool known = input.proposed && i < input.proposed->layers.size();
        std::string eviction = "-", latency = "-";
        if (known) {
            const ResolvedLayer resolvedLayer = resolved(input.proposed->layers[i], input.scenario);
            eviction = nameOf(resolvedLayer.eviction);
            latency = lawText(resolvedLayer.latency, Unit::time);
        }
        const auto peak = static_cast<double>(shownCount(input.after, layer.figures.bytesPeak));
        table.rows.push_back({ layer.name, std::string(displayName(layer.kind)), displayCount(layer.nodes),
            capacityText({ layer.capacityUnit, layer.capacityPerNode }), eviction, latency,
            figureText(peak, Unit::bytes) + (layer.nodes > 1 ? " over all nodes" : "") });
    }
    return table;
}

ReportList origin(const ReportInput &input)
{
    const Origin &origin = input.scenario.origin;
    ReportList list;
    if (origin.app)
        list.items.push_back("Application: " + displayCount(origin.app->servers) + " servers with "
            + displayCount(origin.app->cores) + " cores each, busy "
            + figureText(input.after.appUtilization, Unit::share) + " of the time");
    else
        list.items.push_back("Application: CPU without limit");
    const Database &database = origin.database;
    std::string text = "Database: ";
    if (database.connections)
        text += displayCount(*database.connections) + " connections, busy "
            + (input.compares() ? figureText(input.before.dbUtilization, Unit::share) + " of the time before and " : "")
            + figureText(input.after.dbUtilization, Unit::share) + " of the time" + (input.compares() ? " after" : "");
    else
        text += "connections without limit, so no read waits for one";
    if (database.queueLimit)
        text += "; at most " + displayCount(*database.queueLimit) + " reads wait";
    if (database.timeout)
        text += "; a read gives up after " + durationText(*database.timeout);
    list.items.push_back(text);
    return list;
}

} // namespace

Sections infrastructureSection(const ReportInput &input)
{
    ReportSection section { 1, "Infrastructure", {} };
    if (input.after.layers.empty())
        section.blocks.emplace_back(ReportText { "\"" + input.after.strategy + "\" has no cache layers." });
    else
        section.blocks.emplace_back(layers(input));
    section.blocks.emplace_back(origin(input));
    return only(std::move(section));
}

} // namespace cs
