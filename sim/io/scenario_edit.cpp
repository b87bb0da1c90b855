// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/scenario_edit.h"

#include "sim/core/names.h"
#include "sim/core/units.h"
#include "sim/io/json_document.h"
#include "sim/io/scenario_file.h"
#include "sim/io/scenario_tree.h"

#include <charconv>

namespace cs
{

namespace
{

using Shape = JsonTree::Shape;

bool isKeyLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The part between brackets; `at` moves behind the closing one.
Result<PathStep> bracketStep(std::string_view path, std::size_t &at)
{
    PathStep step;
    step.bracketed = true;
    const bool inQuotes = at < path.size() && path[at] == '"';
    if (inQuotes)
        ++at;
    for (; at < path.size() && path[at] != (inQuotes ? '"' : ']'); ++at) {
        if (inQuotes && path[at] == '\\' && at + 1 < path.size())
            ++at;
        step.name += path[at];
    }
    if (inQuotes && at < path.size())
        ++at;
    if (at >= path.size() || path[at] != ']')
        return fail(
            "has a bracket that is not closed", std::string(path), "as in strategies[\"Redis\"] or strategies[0]");
    ++at;
    if (step.name.empty())
        return fail("has empty brackets", std::string(path), "as in strategies[\"Redis\"] or strategies[0]");
    if (std::size_t index = 0; !inQuotes) {
        const char *end = step.name.data() + step.name.size();
        if (const auto read = std::from_chars(step.name.data(), end, index); read.ec == std::errc() && read.ptr == end)
            step.index = index;
    }
    return step;
}

std::string stepText(const PathStep &step, bool first)
{
    if (!step.bracketed)
        return (first ? "" : ".") + step.name;
    return '[' + (step.index ? std::to_string(*step.index) : jsonString(step.name)) + ']';
}

std::string namesOf(const JsonTree &list)
{
    std::string out;
    for (std::size_t i = 0; i < list.children.size() && i < 12; ++i) {
        const std::string name = nameIn(list.children[i]);
        out += (out.empty() ? "" : ", ") + (name.empty() ? '[' + std::to_string(i) + ']' : quoted(name));
    }
    return out;
}

/// Walks a path through a tree that it may make longer.
class Walker
{
public:
    Walker(JsonTree &root, std::string_view path, const std::vector<PathStep> &steps)
        : m_at(&root)
        , m_path(path)
        , m_steps(steps)
    {
    }

    /// The place itself; a key that is not there is made, as what nothing stands for.
    Result<JsonTree *> walk()
    {
        for (m_step = 0; m_step < m_steps.size(); ++m_step) {
            const auto moved = m_at->shape == Shape::list ? intoList() : intoMembers();
            if (!moved)
                return tl::unexpected(moved.error());
            m_done += stepText(m_steps[m_step], m_step == 0);
        }
        return m_at;
    }
    const std::string &resolved() const { return m_resolved; }

private:
    tl::unexpected<Error> wrong(std::string message, std::string hint = {}) const
    {
        return fail((m_done.empty() ? "the scenario " : m_done + ' ') + std::move(message), std::string(m_path),
            std::move(hint));
    }

    Result<void> intoList()
    {
        const PathStep &step = m_steps[m_step];
        if (!step.bracketed)
            return wrong("is a list", "elements go by name or position: " + m_done + "[0], of " + namesOf(*m_at));
        std::size_t index = step.index.value_or(m_at->children.size());
        std::vector<std::string> names;
        for (std::size_t i = 0; i < m_at->children.size(); ++i) {
            names.push_back(nameIn(m_at->children[i]));
            if (!step.index && names.back() == step.name)
                index = i;
        }
        if (index >= m_at->children.size()) {
            if (step.index)
                return wrong("has " + std::to_string(names.size()) + " elements; there is no [" + step.name + ']',
                    "they are " + namesOf(*m_at));
            const std::vector<std::string_view> known(names.begin(), names.end());
            const std::string nearest = nearestName(step.name, known);
            return wrong("has no " + quoted(step.name),
                nearest.empty() ? "there are " + namesOf(*m_at) : "did you mean " + quoted(nearest) + '?');
        }
        m_resolved += '[' + std::to_string(index) + ']';
        m_at = &m_at->children[index];
        return {};
    }

    Result<void> intoMembers()
    {
        const PathStep &step = m_steps[m_step];
        if (step.index)
            return wrong("is no list; it has no [" + step.name + ']', knownKeys(step.name));
        // A rule of null, an absent record: it begins to say something.
        if (!m_at->isSequence() && (m_at->isUnsayable() || m_at->scalar == "null")) {
            std::string key = std::move(m_at->key);
            *m_at = JsonTree::of(Shape::record);
            m_at->key = std::move(key);
        }
        if (!m_at->isSequence())
            return wrong("is the plain value " + m_at->scalar + "; it has no " + step.name);
        JsonTree *child = nullptr;
        for (auto &one : m_at->children)
            if (one.key == step.name)
                child = &one;
        if (!child) {
            const JsonTree *byDefault = m_at->findLeftOut(step.name);
            const bool intoElements = m_step + 1 < m_steps.size() && m_steps[m_step + 1].index;
            if (!byDefault && intoElements)
                return wrong("has no list " + quoted(step.name), knownKeys(step.name));
            m_at->add(step.name, byDefault ? *byDefault : JsonTree::unsayable());
            child = &m_at->children.back();
        }
        m_resolved += (m_resolved.empty() ? "" : ".") + jsonString(step.name);
        m_at = child;
        return {};
    }

    std::string knownKeys(const std::string &name) const
    {
        std::vector<std::string_view> known;
        for (const auto *members : { &m_at->children, &m_at->leftOut })
            for (const auto &one : *members)
                known.push_back(one.key);
        const std::string nearest = nearestName(name, known);
        return nearest.empty() ? std::string() : "did you mean " + quoted(nearest) + '?';
    }

    JsonTree *m_at;
    std::string_view m_path;
    const std::vector<PathStep> &m_steps;
    std::size_t m_step = 0;
    std::string m_done, m_resolved;
};

} // namespace

Result<std::vector<PathStep>> parseScenarioPath(std::string_view path)
{
    std::vector<PathStep> steps;
    for (std::size_t at = 0; at < path.size();) {
        if (path[at] == '[') {
            auto step = bracketStep(path, ++at);
            if (!step)
                return tl::unexpected(step.error());
            steps.push_back(std::move(*step));
            continue;
        }
        if (path[at] == '.' && !steps.empty())
            ++at;
        PathStep step;
        for (; at < path.size() && isKeyLetter(path[at]); ++at)
            step.name += path[at];
        if (step.name.empty())
            return fail("is no path of a field", std::string(path),
                at < path.size() ? quoted(path.substr(at, 1)) + " is not expected at " + std::to_string(at + 1)
                                 : "a key is missing at its end");
        steps.push_back(std::move(step));
    }
    if (steps.empty())
        return fail(
            "is no path of a field", std::string(path), "as in strategies[\"Redis\"].layers[\"Cache\"].capacity");
    return steps;
}

JsonTree valueTree(std::string_view text)
{
    const auto document = JsonDocument::parse(text);
    return document ? JsonTree::raw(std::string(text)) : JsonTree::text(text);
}

Result<void> setAt(JsonTree &scenario, std::string_view path, const JsonTree &value)
{
    const auto steps = parseScenarioPath(path);
    if (!steps)
        return tl::unexpected(steps.error());
    Walker walker(scenario, path, *steps);
    const auto place = walker.walk();
    if (!place)
        return tl::unexpected(place.error());
    JsonTree &there = **place;
    const bool plain = !value.isSequence() && !value.scalar.starts_with('{') && !value.scalar.starts_with('[')
        && value.scalar != "null";
    if (there.isSequence() && plain) {
        const JsonTree *law = there.find("law");
        const bool hasMean = there.find("mean");
        return fail(law ? "is a law (" + law->scalar + "), not a plain value"
                        : "holds more than one value; name the one that is meant",
            std::string(path),
            hasMean                      ? "its mean is " + std::string(path) + ".mean"
                : there.children.empty() ? std::string()
                                         : "such as " + std::string(path) + '.' + there.children.front().key);
    }
    std::string key = std::move(there.key);
    there = value;
    there.key = std::move(key);
    return {};
}

Result<std::string> resolvedPath(const JsonTree &scenario, std::string_view path)
{
    const auto steps = parseScenarioPath(path);
    if (!steps)
        return tl::unexpected(steps.error());
    JsonTree copy = scenario;
    Walker walker(copy, path, *steps);
    const auto place = walker.walk();
    if (!place)
        return tl::unexpected(place.error());
    return walker.resolved();
}

ResultAll<Scenario> scenarioOf(const JsonTree &tree)
{
    return readScenario(printed(tree, 0));
}

} // namespace cs
