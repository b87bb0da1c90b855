// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace cs
{

/// Keys of a data type, values of a part of a key, clients: their numbers fit into 32 bits.
inline constexpr std::uint64_t maxKeys = 4'294'967'294;

} // namespace cs
