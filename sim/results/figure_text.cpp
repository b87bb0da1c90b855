// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/results/figure_text.h"

#include <algorithm>
#include <cmath>

namespace cs
{

namespace
{

/// Decimals that show `digits` significant digits of a value.
int decimalsFor(double value, int digits)
{
    const double size = std::abs(value);
    if (size == 0 || !std::isfinite(size))
        return 0;
    const int whole = static_cast<int>(std::floor(std::log10(size))) + 1;
    return std::clamp(digits - whole, 0, 15);
}

/// Terminals and fonts differ about the thin blank; all figures here have the plain one.
std::string withPlainBlank(std::string text)
{
    constexpr std::string_view thin = "\u2009";
    for (auto at = text.find(thin); at != std::string::npos; at = text.find(thin, at))
        text.replace(at, thin.size(), " ");
    return text;
}

std::string shareText(double share, int digits)
{
    const double percent = share * 100;
    if (percent == 0)
        return "0 %";
    // 99.96 % must not read as 100 %: near the top the distance to 100 needs the digits.
    const double toFull = std::abs(100 - percent);
    const int decimals = toFull > 0 && toFull < std::abs(percent) ? decimalsFor(toFull, std::max(1, digits - 2))
                                                                  : decimalsFor(percent, digits);
    return groupedNumber(percent, std::max(decimals, toFull == 0 ? 0 : 1)) + " %";
}

std::string signedNumber(double value, int decimals, const char *unit)
{
    std::string text = groupedNumber(std::abs(value), decimals);
    if (std::none_of(text.begin(), text.end(), [](char c) { return c >= '1' && c <= '9'; }))
        return "0" + std::string(unit);
    return (value < 0 ? "-" : "+") + text + unit;
}

} // namespace

std::string groupedNumber(double value, int decimals)
{
    if (!std::isfinite(value))
        return std::isnan(value) ? "not a number" : value < 0 ? "-infinite" : "infinite";
    std::string text = formatFixed(std::abs(value), decimals);
    auto point = text.find('.');
    if (point == std::string::npos)
        point = text.size();
    for (std::size_t i = point; i > 3; i -= 3)
        text.insert(i - 3, ",");
    return value < 0 ? "-" + text : text;
}

std::string figureText(double value, Unit unit, int digits)
{
    switch (unit) {
    case Unit::share:
        return shareText(value, digits);
    case Unit::rate:
        return groupedNumber(value, decimalsFor(value, digits)) + " /s";
    case Unit::entries:
        return value == 1 ? "1 entry" : groupedNumber(value, decimalsFor(value, digits)) + " entries";
    case Unit::number:
        return groupedNumber(value, decimalsFor(value, digits));
    case Unit::time:
    case Unit::bytes:
        break;
    }
    return withPlainBlank(displayQuantity(value, unit, digits));
}

std::string moneyText(double amount, const std::string &currency)
{
    return groupedNumber(amount, 2) + (currency.empty() ? "" : " " + currency);
}

std::string differenceText(double base, double value, Unit unit)
{
    if (unit == Unit::share) {
        const double points = (value - base) * 100;
        const double size = std::abs(points);
        return signedNumber(points, size >= 0.1 ? 1 : std::max(2, decimalsFor(points * (1 + 1e-9), 1)), " points");
    }
    if (base == value)
        return "0 %";
    if (base == 0)
        return "new";
    const double percent = (value - base) / std::abs(base) * 100;
    const double left = 100 + percent;
    // 0.4 % of the base that is left must not read as nothing left.
    const int decimals = left > 0 && left < 10 ? decimalsFor(left, 1)
        : std::abs(percent) >= 10              ? 0
        : std::abs(percent) >= 0.1             ? 1
                                               : 2;
    return signedNumber(percent, decimals, " %");
}

std::string intervalText(double value, double halfWidth, Unit unit)
{
    if (!std::isfinite(halfWidth) || halfWidth == 0)
        return figureText(value, unit);
    if (unit == Unit::share) {
        const int decimals = std::clamp(decimalsFor(halfWidth * 100, 2), 1, 8);
        return groupedNumber(value * 100, decimals) + " % ± " + groupedNumber(halfWidth * 100, decimals) + " %";
    }
    int digits = 3;
    if (value != 0)
        digits = std::clamp(static_cast<int>(std::ceil(std::log10(std::abs(value) / halfWidth))) + 2, 3, 5);
    return figureText(value, unit, digits) + " ± " + figureText(halfWidth, unit, 2);
}

std::string differenceIntervalText(double difference, double halfWidth, Unit unit)
{
    const double percent = difference * 100, half = halfWidth * 100;
    const char *name = unit == Unit::share ? " points" : " %";
    const int decimals = std::clamp(decimalsFor(half, 2), half >= 10 ? 0 : 1, 8);
    const std::string text = signedNumber(percent, decimals, "") + " ± " + groupedNumber(half, decimals) + name;
    return half > 0 && std::abs(percent) <= half ? text + ", unclear" : text;
}

} // namespace cs
