// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/sweep.h"

#include "sim/analysis/experiment.h"
#include "sim/core/random.h"
#include "sim/core/version.h"
#include "sim/engine/support.h"
#include "sim/io/json_document.h"
#include "sim/io/scenario_edit.h"
#include "sim/io/scenario_tree.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>

namespace cs
{

namespace
{

std::string hex(std::uint64_t value)
{
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(value));
    return text;
}

/// Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979): every field's range in as many strata as there
/// are points, each stratum used once.
std::vector<std::string> hypercubeColumn(const Vary &vary, std::uint64_t points, std::uint64_t seed, std::size_t column)
{
    StreamEngine random(substream(seed, "latin hypercube", column));
    std::vector<std::uint64_t> strata(points);
    std::iota(strata.begin(), strata.end(), std::uint64_t(0));
    for (std::uint64_t i = points; i > 1; --i)
        std::swap(strata[i - 1], strata[below(random(), i)]);
    std::vector<std::string> out;
    for (const auto stratum : strata) {
        const double share = (static_cast<double>(stratum) + unitInterval(random())) / static_cast<double>(points);
        const auto count = static_cast<double>(vary.values.size());
        out.push_back(vary.span
                ? valueIn(*vary.span, share)
                : vary.values[std::min(vary.values.size() - 1, static_cast<std::size_t>(share * count))]);
    }
    return out;
}

/// Bytes of the trace: a sweep over another recording is another sweep.
Result<std::string> traceDigest(const Scenario &scenario, const std::string &folder)
{
    if (!scenario.workload.trace)
        return std::string();
    const auto path = std::filesystem::path(folder) / scenario.workload.trace->file;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail("cannot open", path.string());
    std::uint64_t hash = 0, size = 0;
    std::vector<char> block(1 << 20);
    while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
        const auto count = static_cast<std::size_t>(file.gcount());
        std::fill(block.begin() + static_cast<std::ptrdiff_t>(count), block.end(), '\0');
        for (std::size_t at = 0; at < count; at += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, block.data() + at, 8);
            hash = mixBits(hash ^ word) + 0x9E3779B97F4A7C15ULL;
        }
        size += count;
    }
    return std::to_string(size) + " bytes " + hex(hash);
}

} // namespace

Sweep::Sweep(SweepRequest request)
    : m_request(std::move(request))
    , m_tree(scenarioTree(m_request.scenario))
{
}

ResultAll<Sweep> Sweep::plan(SweepRequest request)
{
    Sweep sweep(std::move(request));
    if (Errors errors = sweep.checkPaths(); !errors.empty())
        return tl::unexpected(std::move(errors));
    if (Errors errors = sweep.checkPoints(); !errors.empty())
        return tl::unexpected(std::move(errors));
    if (const auto defined = sweep.define(); !defined)
        return tl::unexpected(Errors { defined.error() });
    return sweep;
}

/// Paths, and the number of points they make.
Errors Sweep::checkPaths()
{
    Errors errors;
    std::vector<std::string> resolved;
    for (const auto &vary : m_request.varies) {
        const auto place = resolvedPath(m_tree, vary.path);
        if (!place) {
            errors.push_back({ "--vary " + vary.path, place.error().message, place.error().hint });
            continue;
        }
        for (const auto &other : resolved)
            if (place->starts_with(other) || other.starts_with(*place))
                errors.push_back({ "--vary " + vary.path, "is varied already", "name all values of a field at once" });
        resolved.push_back(*place);
        if (vary.span && !m_request.latinHypercube)
            errors.push_back({ "--vary " + vary.path, "the range has no steps",
                "a full grid needs them, as in 64MB..4GB*2 or 1min..10min+1min; or use --lhs N" });
        const std::uint64_t count = std::max<std::size_t>(1, vary.values.size());
        m_points = m_points > mostPoints ? m_points : m_points * count;
    }
    if (m_request.varies.empty())
        errors.push_back({ "--vary", "is missing: nothing varies", {} });
    if (m_request.latinHypercube)
        m_points = *m_request.latinHypercube;
    if (m_points > mostPoints || m_points == 0)
        errors.push_back({ "--vary",
            "a sweep has 1 to " + std::to_string(mostPoints) + " points, not " + (m_points == 0 ? "none" : "more"),
            "fewer values, or --lhs N" });
    if (errors.empty() && m_request.latinHypercube)
        for (std::size_t i = 0; i < m_request.varies.size(); ++i)
            m_hypercube.push_back(hypercubeColumn(m_request.varies[i], m_points, m_request.scenario.run.seed, i));
    return errors;
}

/// A value that fails at all of its points is wrong by itself.
Errors Sweep::checkPoints()
{
    struct Standing {
        bool fits = false;
        Errors errors;
    };
    std::vector<std::map<std::string, Standing>> byValue(m_request.varies.size());
    bool anyFits = false;
    Errors first;
    for (std::uint64_t point = 0; point < m_points; ++point) {
        const auto scenario = scenarioAt(point);
        const auto values = valuesAt(point);
        for (std::size_t i = 0; i < values.size(); ++i) {
            Standing &standing = byValue[i][values[i]];
            standing.fits = standing.fits || scenario.has_value();
            if (!scenario && standing.errors.empty())
                standing.errors = scenario.error();
        }
        anyFits = anyFits || scenario;
        if (!scenario) {
            first = first.empty() ? scenario.error() : first;
            continue;
        }
        RunOptions run;
        run.scenarioFolder = m_request.scenarioFolder;
        for (const auto strategy : m_request.strategies)
            m_memoryBytes = std::max(m_memoryBytes, estimateRun(*scenario, strategy, run).memoryBytes);
    }
    Errors errors;
    for (std::size_t i = 0; i < byValue.size(); ++i) {
        const std::string &path = m_request.varies[i].path;
        for (const auto &[value, standing] : byValue[i]) {
            // Beside a wrong value of another field this one may be innocent.
            JsonTree alone = m_tree;
            if (standing.fits || (setAt(alone, path, valueTree(value)) && checked(alone)))
                continue;
            errors.push_back({ "--vary " + path + '=' + value, standing.errors.front().text(), {} });
            break;
        }
    }
    if (errors.empty() && !anyFits)
        errors.push_back({ "--vary", "no point of the sweep can be simulated", first.front().text() });
    return errors;
}

/// What makes two sweeps the same, as text; the id is its hash.
Result<void> Sweep::define()
{
    const auto trace = traceDigest(m_request.scenario, m_request.scenarioFolder);
    if (!trace)
        return tl::unexpected(trace.error());
    std::string out
        = std::string("program ") + version + " model " + modelVersion + "\ntrace " + *trace + "\nstrategies";
    for (const auto strategy : m_request.strategies)
        out += ' ' + jsonString(m_request.scenario.strategies[strategy].name);
    for (std::size_t i = 0; i < m_request.varies.size(); ++i) {
        out += "\nvary " + jsonString(m_request.varies[i].path);
        for (const auto &value : m_hypercube.empty() ? m_request.varies[i].values : m_hypercube[i])
            out += ' ' + jsonString(value);
    }
    m_definition = out + (m_hypercube.empty() ? "\ngrid\n" : "\nlatin hypercube\n") + printed(m_tree, 0) + '\n';
    m_id = hex(substream(m_definition.size(), m_definition));
    return {};
}

std::size_t Sweep::valueIndex(std::uint64_t point, std::size_t vary) const
{
    for (std::size_t i = m_request.varies.size(); --i > vary;)
        point /= m_request.varies[i].values.size();
    return static_cast<std::size_t>(point % m_request.varies[vary].values.size());
}

std::vector<std::string> Sweep::valuesAt(std::uint64_t point) const
{
    std::vector<std::string> values;
    for (std::size_t i = 0; i < m_request.varies.size(); ++i)
        values.push_back(
            m_hypercube.empty() ? m_request.varies[i].values[valueIndex(point, i)] : m_hypercube[i][point]);
    return values;
}

JsonTree Sweep::treeAt(std::uint64_t point, Result<void> &done) const
{
    JsonTree tree = m_tree;
    const auto values = valuesAt(point);
    for (std::size_t i = 0; i < values.size() && done; ++i)
        done = setAt(tree, m_request.varies[i].path, valueTree(values[i]));
    return tree;
}

ResultAll<Scenario> Sweep::scenarioAt(std::uint64_t point) const
{
    Result<void> done;
    const JsonTree tree = treeAt(point, done);
    if (!done)
        return tl::unexpected(Errors { done.error() });
    return checked(tree);
}

/// The scenario of an edited tree, if it can be simulated.
ResultAll<Scenario> Sweep::checked(const JsonTree &tree) const
{
    auto scenario = scenarioOf(tree);
    if (!scenario)
        return scenario;
    const Scenario one = oneReplication(*scenario);
    for (const auto strategy : m_request.strategies)
        if (Errors missing = unsupported(one, strategy); !missing.empty())
            return tl::unexpected(std::move(missing));
    return scenario;
}

} // namespace cs
