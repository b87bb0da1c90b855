// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/scenario.h"

namespace cs
{

const Rule *Layer::ruleFor(const std::string &dataType) const
{
    for (const auto &[type, rule] : rules)
        if (type == dataType)
            return rule ? &*rule : nullptr;
    return nullptr;
}

} // namespace cs
