// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/estimate/network.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Share of arrivals that find `servers` busy and all gone again (Erlang B), by the usual recursion; for thousands of
/// servers it is cut short where nothing is left.
double erlangB(double servers, double load)
{
    double inverse = 1;
    for (double n = 1; n <= servers; n += 1) {
        inverse = 1 + inverse * n / load;
        if (inverse > 1e12)
            return 0;
    }
    return 1 / inverse;
}

} // namespace

QueueFigures queueFigures(double rate, const WeightedLaw &service, double servers, double queueLimit)
{
    QueueFigures out;
    const double mean = service.mean();
    out.load = rate * mean;
    if (!(servers > 0) || servers == forever || out.load <= 0)
        return out;
    const double rho = out.load / servers;
    out.utilisation = std::min(1.0, rho);
    if (rho >= 1) {
        out.overloaded = true;
        return out;
    }
    const double blocked = erlangB(servers, out.load);
    out.waits = blocked / (1 - rho * (1 - blocked));
    // Allen and Cunneen; the arrivals are taken for Poisson.
    const double variation = (1 + service.squaredVariation()) / 2;
    out.wait = out.waits * mean / (servers * (1 - rho)) * variation;
    if (queueLimit < 1e6 && out.waits > 0) {
        // M/M/c/K with the queue as long as the variation makes it.
        const double room = queueLimit / std::max(variation, 1e-9);
        const double fill = std::pow(rho, room);
        const double norm = 1 - out.waits + out.waits * (1 - fill * rho);
        out.lost = out.waits * (1 - rho) * fill / norm;
        out.wait *= std::max(0.0, 1 - fill * (1 + room * (1 - rho))) / norm;
        out.waits = out.waits * (1 - fill) / norm;
        out.utilisation *= 1 - out.lost;
    }
    return out;
}

} // namespace cs
