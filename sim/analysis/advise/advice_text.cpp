// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/advise/advice_writer.h"
#include "sim/results/figure_text.h"
#include "sim/results/text_table.h"

namespace cs
{

namespace
{

class AdvicePage
{
public:
    explicit AdvicePage(bool markdown)
        : m_markdown(markdown)
    {
    }
    void heading(const std::string &text)
    {
        m_out += (m_out.empty() ? "" : "\n") + std::string(m_markdown ? "## " : "") + text + "\n\n";
    }
    void line(const std::string &text) { m_out += "- " + text + '\n'; }
    void text(const std::string &words) { m_out += words + '\n'; }
    void blank() { m_out += '\n'; }
    void table(const TextTable &table) { m_out += m_markdown ? table.markdown() : table.aligned(); }
    std::string take() { return std::move(m_out); }

private:
    bool m_markdown;
    std::string m_out;
};

std::string layersText(const TypeAdvice &type)
{
    std::string out;
    for (const LayerAdvice &at : type.layers) {
        out += (out.empty() ? "" : ", ") + at.layer;
        if (at.rule.refresh)
            out += " every " + formatDuration(*at.rule.refresh);
        else if (at.rule.ttl)
            out += " " + formatDuration(*at.rule.ttl);
        if (at.rule.invalidation != Invalidation::ttl)
            out += ", " + std::string(nameOf(at.rule.invalidation));
        if (at.rule.warm)
            out += ", warmed";
    }
    return out.empty() ? "not cached" : out;
}

void addSummary(AdvicePage &page, const Advice &advice)
{
    page.heading("Advice for " + advice.scenario);
    TextTable table;
    table.header = { "Data type", "Score", "Where" };
    table.leftAligned = { 2 };
    for (const TypeAdvice &type : advice.types)
        table.rows.push_back({ type.cacheability.dataType, formatFixed(type.cacheability.score, 0), layersText(type) });
    page.table(table);
    page.blank();
    page.text(advice.verdict);
}

void addType(AdvicePage &page, const TypeAdvice &type)
{
    page.heading(type.cacheability.dataType + ": " + formatFixed(type.cacheability.score, 1) + " of 100, "
        + type.cacheability.verdict);
    for (const std::string &reason : type.reasons)
        page.line(reason);
    page.blank();
    TextTable table;
    table.header = { "Criterion", "Value", "All points from", "Points", "of" };
    for (const Criterion &one : type.cacheability.criteria)
        table.rows.push_back({ one.label, one.valueText, one.thresholdText, formatFixed(one.contribution, 1),
            formatFixed(one.points, 0) });
    page.table(table);
}

void addFindings(AdvicePage &page, const Advice &advice)
{
    if (advice.findings.empty())
        return;
    page.heading("Keys, tags and the strategies there are");
    for (const AdviceFinding &finding : advice.findings)
        page.line(std::string(nameOf(finding.weight)) + ": " + finding.place + ": " + finding.text + " (" + finding.hint
            + ")");
}

void addRuns(AdvicePage &page, const Advice &advice)
{
    page.heading("The strategy \"" + advice.strategy.name + "\"");
    TextTable table;
    table.header
        = { "Strategy", "Hit ratio", "Mean latency", "p99 latency", "Database", "Stale reads", "Cost a month" };
    const auto add = [&table](const RunResult &run, const std::string &how) {
        table.rows.push_back({ run.strategy + how, figureText(run.totals.hitRatio(), Unit::share),
            figureText(run.totals.latency.meanSeconds(), Unit::time),
            figureText(run.totals.latency.quantileSeconds(0.99), Unit::time),
            run.dbLimited ? figureText(run.dbUtilization, Unit::share) : figureText(run.dbQueriesPerSecond, Unit::rate),
            figureText(run.totals.staleRatio(), Unit::share),
            run.hasCost ? moneyText(run.costPerMonth, run.currency) : "-" });
    };
    for (const RunResultPtr &run : advice.runs)
        add(*run, ", simulated");
    if (advice.estimate)
        add(*advice.estimate, ", estimated");
    page.table(table);
    page.blank();
    for (const Layer &layer : advice.strategy.layers)
        if (layer.capacity.unit == CapacityUnit::bytes)
            page.line(
                layer.name + ": " + figureText(static_cast<double>(layer.capacity.amount), Unit::bytes) + " a node");
    for (const Claim &claim : advice.claims)
        page.line(claim.finding.text + (claim.claimed ? "" : " (not claimed)"));
    for (const std::string &note : advice.notes)
        page.line("note: " + note);
}

} // namespace

std::string adviceText(const Advice &advice, bool markdown)
{
    AdvicePage page(markdown);
    addSummary(page, advice);
    for (const TypeAdvice &type : advice.types)
        addType(page, type);
    addFindings(page, advice);
    addRuns(page, advice);
    return page.take();
}

} // namespace cs
