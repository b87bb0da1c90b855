// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/trace_reader.h"

#include <string_view>

namespace cs
{

/// What an operation of a trace is for a cache: get, gets, read, head ... read; set, add, put, post, incr ... write;
/// delete ... remove. Case does not count.
std::optional<TraceOp> traceOpOf(std::string_view text);
/// The message for one that is none, with the nearest spelling.
std::string unknownOp(std::string_view text);

} // namespace cs
