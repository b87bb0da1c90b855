// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes give a scenario or errors; a scenario is written and read back as it was.
#include "tests/fuzz/scenario_property.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const std::string broken = cs::test::brokenProperty(text); !broken.empty()) {
        std::fprintf(stderr, "%s\n", broken.c_str());
        std::abort();
    }
    return 0;
}
