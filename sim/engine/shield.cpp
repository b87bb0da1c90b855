// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/engine/shield.h"

namespace cs
{

std::string shieldName(const std::string &layer)
{
    return layer + " shield";
}

std::vector<Layer> layersToRun(const std::vector<Layer> &layers)
{
    std::vector<Layer> out;
    for (const Layer &layer : layers) {
        out.push_back(layer);
        if (layer.kind != LayerKind::cdn || !layer.shield.value_or(false))
            continue;
        out.back().shield.reset();
        Layer shield = out.back();
        shield.name = shieldName(layer.name);
        shield.nodes = 1;
        shield.routing.reset();
        shield.shield = true;
        out.push_back(std::move(shield));
    }
    return out;
}

bool isShield(const Layer &layer)
{
    return layer.kind == LayerKind::cdn && layer.shield.value_or(false);
}

} // namespace cs
