// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/json_document.h"
#include "sim/io/value_in.h"
#include "sim/model/scenario.h"

#include <optional>

namespace cs
{

inline constexpr std::string_view scenarioFormat = "cache-strategist/scenario";

/// The values of a scenario's text, without validate(). What cannot be read keeps its default and is reported. Nothing
/// for a file that is no scenario of this version: what else is wrong with it is no help.
std::optional<Scenario> readValues(const JsonDocument &document, ReadErrors &errors);

} // namespace cs
