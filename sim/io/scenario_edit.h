// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/io/json_tree.h"
#include "sim/model/scenario.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// A step of a path: a key, or an element of a list by its name or position.
struct PathStep {
    std::string name;
    std::optional<std::size_t> index;
    bool bracketed = false;
};

/// Reads `strategies["Redis + CDN"].layers[0].capacity`. A name in brackets may stand without quotes.
Result<std::vector<PathStep>> parseScenarioPath(std::string_view path);

/// The value that a text on a command line means: JSON where it is some, else a string ("64MB", lru).
JsonTree valueTree(std::string_view text);

/// Sets the value at a path of a scenarioTree(); records on the way that are left out are made. Only what is certain
/// to be wrong is an error here: a list without that element, a place that holds no such thing, a law or another object
/// that a plain value would silently take the place of. Everything else is for readScenario() to judge.
Result<void> setAt(JsonTree &scenario, std::string_view path, const JsonTree &value);

/// The same place spelled in one way, elements by position: two paths to one place have one resolved path.
Result<std::string> resolvedPath(const JsonTree &scenario, std::string_view path);

/// The scenario that an edited tree says, or what is wrong with it.
ResultAll<Scenario> scenarioOf(const JsonTree &tree);

} // namespace cs
