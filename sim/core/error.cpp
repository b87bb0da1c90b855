// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/error.h"

namespace cs
{

std::string Error::text() const
{
    std::string out;
    if (!place.empty())
        out += place + ": ";
    out += message;
    if (!hint.empty())
        out += " (" + hint + ")";
    return out;
}

std::string joined(const Errors &errors)
{
    std::string out;
    for (const auto &error : errors) {
        if (!out.empty())
            out += '\n';
        out += error.text();
    }
    return out;
}

} // namespace cs
