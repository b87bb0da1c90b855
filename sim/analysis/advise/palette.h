// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/facts.h"
#include "sim/model/presets.h"

#include <optional>

namespace cs
{

/// The layers that a strategy can be built of: those of the scenario's own strategies, by kind, and presets for kinds
/// it does not have. Capacities are the most that is there.
struct PaletteLayer {
    Layer layer; ///< without rules
    ResolvedLayer how;
    Law propagation; ///< s, of a write to this layer
    double capacity = 0; ///< B, of a node
    bool own = false; ///< one of the scenario's strategies has it
    bool copies = false; ///< every node keeps its own copies and sees a part of the reads
    double readers() const { return copies ? static_cast<double>(how.nodes) : 1; }
    double latency() const { return how.latency.expected(); }
    double room() const { return capacity * (copies ? 1 : static_cast<double>(how.nodes)); } ///< for one copy of all
};

using Palette = std::vector<PaletteLayer>; ///< from the client inward

Palette paletteOf(const Scenario &scenario);
const PaletteLayer *find(const Palette &palette, LayerKind kind);

} // namespace cs
