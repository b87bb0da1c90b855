// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/replay/huge_pages.h"
#include "sim/replay/id_stream.h"

#include <cstdint>

namespace cs
{

/// For each position of a stream that is all reads: where the same object is read next, or 0xffffffff. From the back,
/// so that only the last position of each object is looked up. At most 0xfffffff0 positions.
HugeVector<std::uint32_t> nextReads(const IdStream &stream, std::uint32_t objects);

} // namespace cs
