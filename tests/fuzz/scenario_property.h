// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/scenario_file.h"

#include <string>
#include <string_view>

namespace cs::test
{

/// What reader and writer promise for any bytes; says which promise is broken, or nothing.
inline std::string brokenProperty(std::string_view text)
{
    const auto read = readScenario(text);
    if (!read) {
        if (read.error().empty())
            return "refused without an error";
        for (const auto &error : read.error()) {
            if (error.message.empty())
                return "an error says nothing";
            if (error.text().size() > 5000)
                return "an error is too long to read: " + error.text();
        }
        return {};
    }
    if (writeScenario(*read, text) != text)
        return "written with its own text as original, it is not that text";
    const auto canonical = readScenario(writeScenario(*read));
    if (!canonical)
        return "the canonical form is refused: " + joined(canonical.error());
    if (!(*canonical == *read))
        return "the canonical form says something else";
    // Through the part that keeps the layout.
    Scenario changed = *read;
    changed.run.seed ^= 1;
    const auto merged = readScenario(writeScenario(changed, text));
    if (!merged || !(*merged == changed))
        return "an edit is not what the written file says";
    return {};
}

} // namespace cs::test
