// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/model/scenario.h"

#include <string>
#include <vector>

namespace cs
{

/// "CDN shield".
std::string shieldName(const std::string &layer);

/// The layers as they are simulated: behind a CDN with a shield stands a second tier, one node of the same capacity,
/// latency and rules that all points of presence ask.
std::vector<Layer> layersToRun(const std::vector<Layer> &layers);

/// It came from layersToRun().
bool isShield(const Layer &layer);

} // namespace cs
