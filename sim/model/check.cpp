// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/model/check.h"

#include "sim/core/names.h"
#include "sim/core/units.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cs
{

namespace
{

// A century of latency, a petabyte of value: beyond them is a slip of the pen, and sums stay finite.
constexpr double maxSeconds = 3.2e9;
constexpr double maxBytes = 1e15;

} // namespace

void Check::report(std::string place, std::string message, std::string hint, std::vector<std::string> restsOn)
{
    m_out.push_back({ { std::move(place), std::move(message), std::move(hint) }, std::move(restsOn) });
}

void Check::count(const std::string &place, std::uint64_t value, std::uint64_t min, std::uint64_t max)
{
    if (value < min || value > max)
        report(place, "found " + displayCount(value) + "; expected " + displayCount(min) + " to " + displayCount(max));
}

void Check::number(const std::string &place, double value, double min, double max, Unit unit)
{
    if (!(value >= min && value <= max))
        report(place,
            "found " + formatQuantity(value, unit) + "; expected " + formatQuantity(min, unit) + " to "
                + formatQuantity(max, unit));
}

void Check::aboveZero(const std::string &place, double value, double max, Unit unit)
{
    if (!(value > 0 && value <= max))
        report(place,
            "found " + formatQuantity(value, unit) + "; expected more than 0 and at most " + formatQuantity(max, unit));
}

void Check::duration(const std::string &place, Duration value, bool zeroAllowed)
{
    if (value.ns < 0 || (value.ns == 0 && !zeroAllowed))
        report(place, "found " + formatDuration(value) + "; expected " + (zeroAllowed ? "0s or more" : "more than 0s"));
}

void Check::name(const std::string &place, const std::string &text)
{
    constexpr std::size_t longest = 200;
    const bool printable = std::none_of(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (text.find_first_not_of(' ') == std::string::npos)
        report(place, "is empty; expected a name");
    else if (text.size() > longest)
        report(
            place, "has " + displayCount(text.size()) + " bytes; expected a name of at most " + displayCount(longest));
    else if (!printable)
        report(place, "found " + quoted(text) + "; expected a name without line breaks and control characters");
}

void Check::text(const std::string &place, const std::string &text, std::size_t maxSize)
{
    if (text.size() > maxSize)
        report(place, "has " + displayCount(text.size()) + " bytes; expected at most " + displayCount(maxSize));
}

void Check::list(const std::string &place, const std::vector<double> &values, double max, Unit unit)
{
    // One wrong value of a list says enough.
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(values[i] >= 0 && values[i] <= max))
            return number(place + '[' + std::to_string(i) + ']', values[i], 0, max, unit);
}

void Check::weights(const std::string &place, const std::vector<double> &weights)
{
    list(place, weights, 1e15, Unit::number);
    if (!weights.empty() && std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 0; }))
        report(place, "has only zeros; expected at least one weight above 0", {}, { place });
}

void Check::law(const std::string &place, const Law &law, Unit unit)
{
    const double max = unit == Unit::bytes ? maxBytes : maxSeconds;
    if (!law.perKey.empty())
        return list(place + ".values", law.perKey, max, unit);
    switch (law.kind) {
    case LawKind::constant:
        return number(place, law.value, 0, max, unit);
    case LawKind::exponential:
        return aboveZero(place + ".mean", law.mean, max, unit);
    case LawKind::lognormal:
        if (law.form == LognormalForm::meanCv) {
            aboveZero(place + ".mean", law.mean, max, unit);
            return number(place + ".cv", law.cv, 0, 1000);
        }
        aboveZero(place + ".p50", law.p50, max, unit);
        aboveZero(place + ".p99", law.p99, max, unit);
        if (law.p99 < law.p50)
            report(place + ".p99",
                formatQuantity(law.p99, unit) + " is less than p50, " + formatQuantity(law.p50, unit), {},
                { place + ".p50" });
        return;
    case LawKind::uniform:
        number(place + ".min", law.min, 0, max, unit);
        number(place + ".max", law.max, 0, max, unit);
        if (law.max < law.min)
            report(place + ".max",
                formatQuantity(law.max, unit) + " is less than min, " + formatQuantity(law.min, unit), {},
                { place + ".min" });
        return;
    case LawKind::gpd:
    case LawKind::gev:
        number(place + ".location", law.location, 0, max, unit);
        aboveZero(place + ".scale", law.scale, max, unit);
        if (!(law.shape >= -10 && law.shape < 1))
            report(place + ".shape", "found " + formatNumber(law.shape) + "; expected -10 or more and less than 1",
                law.shape >= 1 ? "from 1 on the law has no mean" : "");
        return;
    case LawKind::table:
        if (law.values.empty())
            report(place + ".values", "is empty; expected at least one value");
        list(place + ".values", law.values, max, unit);
        weights(place + ".weights", law.weights);
        return asMany(place, law.weights.size(), law.values.size(), "values");
    case LawKind::mixture:
        if (law.parts.empty())
            report(place + ".parts", "is empty; expected at least one law");
        for (std::size_t i = 0; i < law.parts.size(); ++i) {
            const std::string part = place + ".parts[" + std::to_string(i) + ']';
            if (law.parts[i].kind == LawKind::mixture || !law.parts[i].perKey.empty())
                report(part, "is no law of its own; expected one that is neither a mixture nor per key");
            else
                this->law(part, law.parts[i], unit);
        }
        weights(place + ".weights", law.weights);
        return asMany(place, law.weights.size(), law.parts.size(), "parts");
    }
}

void Check::asMany(const std::string &place, std::size_t weights, std::size_t things, const std::string &what)
{
    if (weights > 0 && weights != things)
        report(place + ".weights", "has " + displayCount(weights) + " weights for " + displayCount(things) + ' ' + what,
            {}, { place + '.' + what });
}

void Check::known(const std::string &place, const std::string &name, const std::set<std::string> &names,
    const std::string &what, std::vector<std::string> restsOn)
{
    if (names.contains(name))
        return;
    // Comparing thousands of wrong names with thousands of right ones takes long and helps nobody.
    constexpr int mostHints = 50;
    std::string nearest;
    if (m_hints++ < mostHints)
        nearest = nearestName(name, std::vector<std::string_view>(names.begin(), names.end()));
    report(place, "there is no " + what + " named " + quoted(name),
        nearest.empty() ? std::string() : "did you mean " + quoted(nearest) + "?", std::move(restsOn));
}

void checkNamesOnce(Check &check, const std::vector<std::string> &places, const std::vector<std::string> &names,
    const std::string &what)
{
    std::map<std::string_view, std::size_t> first;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto [found, isNew] = first.emplace(names[i], i);
        if (!isNew && !names[i].empty())
            check.report(places[i] + ".name", "the name " + quoted(names[i]) + " is taken by " + places[found->second],
                "every " + what + " needs a name of its own", { places[found->second] + ".name" });
    }
}

} // namespace cs
