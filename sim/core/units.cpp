// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/units.h"

#include "sim/core/names.h"

#include <vector>

namespace cs
{

namespace
{

constexpr UnitName times[] = {
    { "ns", 1, 1e9 },
    { "us", 1, 1e6 },
    { "ms", 1, 1e3 },
    { "s", 1, 1 },
    { "min", 60, 1 },
    { "h", 3600, 1 },
    { "d", 86400, 1 },
    { "w", 604800, 1 },
};
constexpr UnitName sizes[] = {
    { "B", 1, 1 },
    { "kB", 1e3, 1 },
    { "MB", 1e6, 1 },
    { "GB", 1e9, 1 },
    { "TB", 1e12, 1 },
    { "KiB", 1024, 1 },
    { "MiB", 1048576, 1 },
    { "GiB", 1073741824, 1 },
    { "TiB", 1099511627776, 1 },
};
constexpr UnitName rates[] = { { "/s", 1, 1 }, { "/min", 1, 60 }, { "/h", 1, 3600 }, { "/d", 1, 86400 } };
constexpr UnitName shares[] = { { "%", 1, 100 } };
constexpr UnitName counts[] = { { "entries", 1, 1 } };

constexpr UnitKind kinds[] = {
    { "a time", "5min", times, "" },
    { "a size", "2 kB", sizes, " " },
    { "a rate", "2400/h", rates, "" },
    { "a share", "12 %", shares, " " },
    { "a count", "100 entries", counts, " " },
    { "a plain number", "1.5", {}, "" },
};

struct Alias {
    Unit unit;
    std::string_view wrong;
    std::string_view right;
};

// Spellings of other programs whose edit distance points elsewhere or nowhere; lower case.
constexpr Alias aliases[] = {
    { Unit::time, "\u00b5s", "us" },
    { Unit::time, "\u03bcs", "us" },
    { Unit::time, "usec", "us" },
    { Unit::time, "msec", "ms" },
    { Unit::time, "sec", "s" },
    { Unit::time, "secs", "s" },
    { Unit::time, "second", "s" },
    { Unit::time, "seconds", "s" },
    { Unit::time, "m", "min" },
    { Unit::time, "minute", "min" },
    { Unit::time, "minutes", "min" },
    { Unit::time, "hr", "h" },
    { Unit::time, "hrs", "h" },
    { Unit::time, "hour", "h" },
    { Unit::time, "hours", "h" },
    { Unit::time, "day", "d" },
    { Unit::time, "days", "d" },
    { Unit::time, "week", "w" },
    { Unit::time, "weeks", "w" },
    { Unit::time, "millisecond", "ms" },
    { Unit::time, "milliseconds", "ms" },
    { Unit::bytes, "byte", "B" },
    { Unit::bytes, "bytes", "B" },
    { Unit::bytes, "k", "kB" },
    { Unit::bytes, "m", "MB" },
    { Unit::bytes, "g", "GB" },
    { Unit::bytes, "t", "TB" },
    { Unit::rate, "rps", "/s" },
    { Unit::rate, "qps", "/s" },
    { Unit::rate, "hz", "/s" },
    { Unit::rate, "/sec", "/s" },
    { Unit::rate, "/second", "/s" },
    { Unit::rate, "per second", "/s" },
    { Unit::rate, "/m", "/min" },
    { Unit::rate, "/minute", "/min" },
    { Unit::rate, "per minute", "/min" },
    { Unit::rate, "/hr", "/h" },
    { Unit::rate, "/hour", "/h" },
    { Unit::rate, "per hour", "/h" },
    { Unit::rate, "/day", "/d" },
    { Unit::rate, "per day", "/d" },
    { Unit::share, "percent", "%" },
    { Unit::entries, "items", "entries" },
    { Unit::entries, "keys", "entries" },
    { Unit::entries, "objects", "entries" },
};

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return out;
}

} // namespace

const UnitKind &unitKind(Unit unit)
{
    return kinds[static_cast<std::size_t>(unit)];
}

const UnitName *findUnit(Unit unit, std::string_view name)
{
    for (const auto &known : unitKind(unit).units)
        if (known.name == name)
            return &known;
    return nullptr;
}

std::string nearestUnit(Unit unit, std::string_view wrong)
{
    const std::string lower = lowered(wrong.substr(0, 64));
    std::vector<std::string_view> names;
    for (const auto &known : unitKind(unit).units) {
        if (lowered(known.name) == lower)
            return std::string(known.name);
        names.push_back(known.name);
    }
    for (const auto &alias : aliases)
        if (alias.unit == unit && alias.wrong == lower)
            return std::string(alias.right);
    return nearestName(wrong, names);
}

std::uint64_t nanosecondsPer(const UnitName &time)
{
    return static_cast<std::uint64_t>(time.toSi(1e9));
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t longest = 60;
    std::string out = "\"";
    for (const char c : text.substr(0, longest))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    if (text.size() > longest) {
        // Not in the middle of a UTF-8 sequence.
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80)
            out.pop_back();
        if (static_cast<unsigned char>(out.back()) >= 0xC0)
            out.pop_back();
        out += "...";
    }
    return out + '"';
}

} // namespace cs
