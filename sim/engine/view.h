// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/time.h"

#include <cstdint>

namespace cs
{

/// A data type in a materialised view: what is read is as of when the database began to serve the last rebuild that
/// is complete. It was built right before time 0. A rebuild that still runs when the next is due makes that one
/// skipped.
struct ViewState {
    Duration period;
    SimTime contentAsOf; ///< of what readers see
    SimTime servedSince; ///< the rebuild that runs, once the database has begun with it
    bool rebuilding = false;
    std::uint64_t number = 0; ///< of rebuilds begun
};

} // namespace cs
