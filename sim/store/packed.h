// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <string>
#include <string_view>

namespace cs
{

/// A text as one zstd frame, and back. Total: bytes that are no such frame are an error.
std::string packed(std::string_view text);
Result<std::string> unpacked(std::string_view frame);

} // namespace cs
