// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/cache/eviction/registry.h"
#include "sim/core/error.h"

#include <string>
#include <vector>

/// Every eviction there is: general ones, then the servers' own.
std::vector<cs::EvictionInfo> allEvictions();

/// An eviction by its name on the command line.
cs::Result<cs::Eviction> parseEviction(const std::string &name);

/// A line for each: its name and what it does.
std::string evictionLines();
