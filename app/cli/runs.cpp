// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runs.h"

#include "app/cli/command.h"
#include "app/cli/keep.h"
#include "sim/core/quantity.h"
#include "sim/results/escape.h"

using namespace cs;

Result<RunLibrary> openRuns(const RunsOptions &options)
{
    const auto path = libraryPath(options.library);
    if (!path)
        return fail("no run library is set", "--library", "CACHESTRAT_LIBRARY is \"none\"");
    auto library = RunLibrary::open(*path, OpenLibrary::existing);
    if (library && library->setAside())
        return tl::unexpected(*library->setAside());
    return library;
}

Result<std::vector<std::string>> resolved(RunLibrary &library, const RunsOptions &options)
{
    std::vector<std::string> ids;
    for (const auto &prefix : options.ids) {
        auto id = library.resolve(prefix);
        if (!id)
            return tl::unexpected(id.error());
        ids.push_back(std::move(*id));
    }
    return ids;
}

void addFormat(CLI::App &app, RunsOptions &options, const std::vector<std::string> &formats)
{
    std::string all;
    for (const auto &format : formats)
        all += (all.empty() ? "" : format == formats.back() ? " or " : ", ") + format;
    app.add_option("--format", options.format, all)->check(CLI::IsMember(formats));
    app.add_option("-o,--output", options.output, "Write to this file instead of standard output");
}

std::string tableText(const TextTable &table, const std::string &format)
{
    if (format == "markdown")
        return table.markdown();
    if (format != "csv")
        return table.aligned();
    std::string out;
    const auto line = [&out](const std::vector<std::string> &cells) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            out += (i ? "," : "") + csvField(cells[i]);
        out += '\n';
    };
    line(table.header);
    for (const auto &row : table.rows)
        line(row);
    return out;
}

namespace
{

/// A subcommand that opens the library, finds the runs that were named and does something with them.
template <class Do>
CLI::App *addOnRuns(CLI::App &runs, int &exitCode, const char *name, const char *description, Do doIt)
{
    auto options = std::make_shared<RunsOptions>();
    CLI::App *app = runs.add_subcommand(name, description);
    addLibraryOption(*app, options->library);
    app->add_option("ID", options->ids, "Runs by their ids, or by beginnings of ids; \"last\" is the newest")
        ->required();
    app->callback([options, &exitCode, doIt] {
        auto library = openRuns(*options);
        if (!library) {
            exitCode = reportError(library.error());
            return;
        }
        const auto ids = resolved(*library, *options);
        const auto done = ids ? doIt(*library, *ids) : Result<void>(tl::unexpected(ids.error()));
        exitCode = done ? exitDone : reportError(done.error());
    });
    return app;
}

template <class Each>
Result<void> forEach(const std::vector<std::string> &ids, Each each)
{
    for (const auto &id : ids)
        if (const Result<void> done = each(id); !done)
            return done;
    return {};
}

void setUpMarks(CLI::App &runs, int &exitCode)
{
    auto tag = std::make_shared<std::string>();
    addOnRuns(runs, exitCode, "tag", "Put a tag on runs; runs with a tag are never removed to make room",
        [tag](RunLibrary &library, const std::vector<std::string> &ids) {
            return forEach(ids, [&](const std::string &id) { return library.tag(id, *tag); });
        })
        ->add_option("-t,--tag", *tag, "The tag")
        ->required();
    auto untag = std::make_shared<std::string>();
    addOnRuns(runs, exitCode, "untag", "Take a tag off runs",
        [untag](RunLibrary &library, const std::vector<std::string> &ids) {
            return forEach(ids, [&](const std::string &id) { return library.untag(id, *untag); });
        })
        ->add_option("-t,--tag", *untag, "The tag")
        ->required();
    auto note = std::make_shared<std::string>();
    addOnRuns(runs, exitCode, "note", "Write a note to runs, in place of the one before",
        [note](RunLibrary &library, const std::vector<std::string> &ids) {
            return forEach(ids, [&](const std::string &id) { return library.note(id, *note); });
        })
        ->add_option("-m,--message", *note, "The note; empty removes it")
        ->required();
    addOnRuns(runs, exitCode, "delete", "Remove runs",
        [](RunLibrary &library, const std::vector<std::string> &ids) { return library.remove(ids); });
}

void setUpExport(CLI::App &runs, int &exitCode)
{
    auto output = std::make_shared<std::string>();
    addOnRuns(runs, exitCode, "export", "Print runs as JSON, with their scenarios and whole results",
        [output](RunLibrary &library, const std::vector<std::string> &ids) -> Result<void> {
            const auto text = library.exportJson(ids);
            if (!text)
                return tl::unexpected(text.error());
            if (writeOutput(*output, *text) != exitDone)
                return fail("the runs were not exported");
            return {};
        })
        ->add_option("-o,--output", *output, "Write to this file instead of standard output");
}

std::string sizeText(std::uint64_t bytes)
{
    return displayQuantity(static_cast<double>(bytes), Unit::bytes);
}

int showStats(const RunsOptions &options)
{
    auto library = openRuns(options);
    if (!library)
        return reportError(library.error());
    const auto stats = library->stats();
    if (!stats)
        return reportError(stats.error());
    TextTable table { { "Run library", library->path() }, {}, { 1 } };
    const auto time = [](std::optional<std::int64_t> ms) { return ms ? utcText(*ms) : std::string("-"); };
    table.rows = { { "Runs", std::to_string(stats->runs) }, { "With a tag", std::to_string(stats->tagged) },
        { "Scenarios", std::to_string(stats->scenarios) }, { "Sweeps", std::to_string(stats->sweeps) },
        { "Oldest", time(stats->oldestMs) }, { "Newest", time(stats->newestMs) }, { "Used", sizeText(stats->bytes) },
        { "Limit", sizeText(stats->limitBytes) } };
    return writeOutput({}, tableText(table, options.format));
}

int pruneTo(const RunsOptions &options, const std::string &limit)
{
    auto library = openRuns(options);
    if (!library)
        return reportError(library.error());
    if (!limit.empty()) {
        const auto bytes = parseQuantity(limit, Unit::bytes);
        if (!bytes) {
            reportError({ "--limit", bytes.error().message, bytes.error().hint });
            return exitUsage;
        }
        // Beyond what a file can hold there is no limit.
        if (const auto set = library->setLimit(static_cast<std::uint64_t>(std::min(*bytes, 1e18))); !set)
            return reportError(set.error());
    }
    const auto stats = library->stats();
    if (!stats)
        return reportError(stats.error());
    const auto removed = library->prune(stats->limitBytes);
    if (!removed)
        return reportError(removed.error());
    const auto after = library->stats();
    if (!after)
        return reportError(after.error());
    return writeOutput({},
        std::to_string(*removed) + (*removed == 1 ? " run removed; " : " runs removed; ") + sizeText(after->bytes)
            + " of " + sizeText(after->limitBytes) + " used\n");
}

void setUpUpkeep(CLI::App &runs, int &exitCode)
{
    auto options = std::make_shared<RunsOptions>();
    CLI::App *stats = runs.add_subcommand("stats", "How many runs are kept, and how large the library is");
    addLibraryOption(*stats, options->library);
    stats->callback([options, &exitCode] { exitCode = showStats(*options); });
    auto limit = std::make_shared<std::string>();
    CLI::App *prune = runs.add_subcommand("prune", "Remove the oldest runs without a tag until the limit is kept");
    addLibraryOption(*prune, options->library);
    prune->add_option("--limit", *limit, "From now on the largest size of the library, such as 500MB (1 GB at first)");
    prune->callback([options, limit, &exitCode] { exitCode = pruneTo(*options, *limit); });
}

} // namespace

void setUpRuns(CLI::App &app, int &exitCode)
{
    app.require_subcommand(1);
    setUpRunsList(app, exitCode);
    setUpRunsShow(app, exitCode);
    setUpRunsCompare(app, exitCode);
    setUpRunsRerun(app, exitCode);
    setUpMarks(app, exitCode);
    setUpExport(app, exitCode);
    setUpUpkeep(app, exitCode);
}
