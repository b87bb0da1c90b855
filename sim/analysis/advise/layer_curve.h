// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/analysis/advise/memory_split.h"
#include "sim/analysis/advise/palette.h"

namespace cs
{

/// A data type in a layer: its reads, and how long the rule lets an entry live.
struct TypeInLayer {
    const TypeFacts *facts = nullptr;
    double ttl = 0; ///< s
};

/// Seconds of origin work per second that the layer saves, against the bytes of one node: all data types in one LRU
/// list, by its characteristic time (Che, Tung and Wang 2002). From `smallest` to what holds everything or to the
/// layer's capacity.
std::vector<SizePoint> savedWork(const PaletteLayer &layer, const std::vector<TypeInLayer> &types, double smallest);

} // namespace cs
