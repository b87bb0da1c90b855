// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace cs::test
{

/// A valid scenario that runs in milliseconds: two data types, "No cache" and "Redis".
std::string smallScenario();
/// An access log in the combined format with nginx' request time: 600 requests for three endpoints.
std::string smallLog();
/// A trace of one key a line: 0 1 2 ... 9, twenty times over.
std::string loopingKeys();
std::string gzipped(const std::string &bytes);

} // namespace cs::test
