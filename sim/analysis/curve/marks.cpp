// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/curve/marks.h"

#include <algorithm>
#include <cmath>

namespace cs
{

double CurveShape::at(double wanted) const
{
    if (capacity.empty() || !(wanted > 0))
        return 0;
    const auto next = std::lower_bound(capacity.begin(), capacity.end(), wanted);
    if (next == capacity.end())
        return hitRatio.back();
    const auto i = static_cast<std::size_t>(next - capacity.begin());
    const double fromCapacity = i == 0 ? 0 : capacity[i - 1], fromRatio = i == 0 ? 0 : hitRatio[i - 1];
    const double share = (wanted - fromCapacity) / (capacity[i] - fromCapacity);
    return fromRatio + share * (hitRatio[i] - fromRatio);
}

namespace
{

CurveMark markAt(const CurveShape &shape, double capacity)
{
    return { static_cast<std::uint64_t>(std::llround(capacity)), shape.at(capacity) };
}

/// No knee where nothing lies above the straight line.
std::optional<CurveMark> kneeOf(const CurveShape &shape, double whole)
{
    const double top = shape.at(whole);
    std::optional<CurveMark> knee;
    double highest = 1e-9;
    for (std::size_t i = 0; top > 0 && i < shape.capacity.size() && shape.capacity[i] <= whole; ++i) {
        const double above = shape.hitRatio[i] / top - shape.capacity[i] / whole;
        if (above > highest) {
            highest = above;
            knee = markAt(shape, shape.capacity[i]);
        }
    }
    return knee;
}

bool isEnough(const CurveShape &shape, double capacity)
{
    return shape.at(capacity * moreMemory) - shape.at(capacity) < fewMoreHits;
}

/// Capacities at which the gain is looked at: the points, and where ten per cent more leads to a point; in between it
/// changes evenly.
std::optional<CurveMark> enoughOf(const CurveShape &shape)
{
    std::vector<double> places = shape.capacity;
    for (const double capacity : shape.capacity)
        places.push_back(capacity / moreMemory);
    std::sort(places.begin(), places.end());
    double least = 0;
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        if (isEnough(shape, *place)) {
            least = *place;
            continue;
        }
        if (least == 0)
            return std::nullopt;
        double low = *place, high = least; // the gain falls below the limit in between
        for (int i = 0; i < 60 && high - low > 0.25; ++i)
            (isEnough(shape, (low + high) / 2) ? high : low) = (low + high) / 2;
        return markAt(shape, std::ceil(high));
    }
    return least > 0 ? std::optional(markAt(shape, std::ceil(least))) : std::nullopt;
}

} // namespace

CurveShape shapeOf(const CurveLine &line)
{
    CurveShape shape;
    for (const CurvePoint &point : line.points) {
        shape.capacity.push_back(static_cast<double>(point.capacity));
        shape.hitRatio.push_back(point.hitRatio);
    }
    return shape;
}

void markCurve(CurveLine &line, const CurveShape &shape, std::uint64_t workingSet)
{
    line.knee = kneeOf(shape, static_cast<double>(workingSet));
    line.enough = enoughOf(shape);
}

} // namespace cs
