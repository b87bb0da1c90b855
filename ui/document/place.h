// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <string>

namespace cs::ui
{

enum class PlaceArea { elsewhere, dataType, strategy, run, origin, objectives };

/// Where on the screen the place of an error is. Indexes of -1 are not named by the place.
struct Place {
    PlaceArea area = PlaceArea::elsewhere;
    int dataType = -1;
    int strategy = -1;
    int layer = -1;
    std::string key; ///< last part: "ttl", "seed"
};

/// Understands "workload.data_types[2].keys", "strategies[1].layers[0].rules["Sessions"].ttl", "run.seed" and the like.
Place parsePlace(const std::string &text, const Scenario &scenario);

} // namespace cs::ui
