// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/scenarios.h"

#include <string>
#include <vector>

namespace cs::test
{

DataType typeOf(const std::string &name, std::uint64_t keys, double exponent, double reads, double writes);

/// Six workloads of different character, with objectives that caches can meet.
std::vector<Scenario> characters();

} // namespace cs::test
