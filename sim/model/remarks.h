// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

namespace cs
{

/// What a scenario says that changes nothing, or hardly what was meant, each with its place and the reason: a jitter
/// without a TTL, scans beside a recorded trace, ten browsers for a thousand clients. None of it is an error, but
/// somebody meant something by it.
Errors remarksOnWorkload(const Scenario &scenario);
Errors remarksOnTimeline(const Scenario &scenario);
Errors remarksOnStrategy(const Scenario &scenario, std::size_t strategy);

} // namespace cs
