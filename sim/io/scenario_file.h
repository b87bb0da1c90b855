// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <string>
#include <string_view>

namespace cs
{

/// A scenario and the text it came from, which the writer needs to leave untouched what was not edited.
struct ScenarioFile {
    Scenario scenario;
    std::string text;
};

/// Reads a scenario (format "cache-strategist/scenario", version 1). All errors of the text come at once, each with its
/// place, the value found, what was expected and the nearest right spelling; JSON syntax errors with line and column.
/// Total: any bytes give a scenario or errors. Calls validate().
ResultAll<Scenario> readScenario(std::string_view text);

ResultAll<ScenarioFile> loadScenario(const std::string &path);

/// JSON text of a scenario. With the text it was read from, only what changed is written anew: key order, spelling of
/// quantities, blanks and line breaks of everything else stay byte for byte. Without, the canonical form.
std::string writeScenario(const Scenario &scenario, std::string_view original = {});

Result<void> saveScenario(const std::string &path, const Scenario &scenario, std::string_view original = {});

} // namespace cs
