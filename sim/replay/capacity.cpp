// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/replay/capacity.h"

#include "sim/core/quantity.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

namespace cs
{

namespace
{

constexpr std::uint64_t maxAmount = std::uint64_t(1) << 62;

tl::unexpected<Error> wrong(const std::string &text, const std::string &message)
{
    return fail("\"" + text + "\" " + message, "--capacity",
        "a capacity is a share such as 10%, entries such as 100 or \"100 entries\", or bytes such as 2GB");
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

Result<ReplayCapacity> parseShare(const std::string &text)
{
    const auto share = parseQuantity(text, Unit::share);
    if (!share)
        return wrong(text, "is no share: " + share.error().message);
    if (!(*share > 0))
        return wrong(text, "is no room at all; expected more than 0 %");
    if (*share > 1)
        return wrong(text, "is more than the whole trace; expected at most 100 %");
    return ReplayCapacity { text, *share, 0 };
}

Result<ReplayCapacity> parseEntries(const std::string &text, std::string_view digits)
{
    std::uint64_t amount = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (result.ec == std::errc::result_out_of_range || amount > maxAmount)
        return wrong(text, "is more entries than can be counted");
    if (result.ec != std::errc() || result.ptr != digits.data() + digits.size())
        return wrong(text, "is no whole number of entries");
    if (amount == 0)
        return wrong(text, "is no room at all; expected at least 1 entry");
    return ReplayCapacity { text, std::nullopt, amount };
}

Result<ReplayCapacity> parseBytes(const std::string &text)
{
    const auto bytes = parseQuantity(text, Unit::bytes);
    if (!bytes)
        return wrong(text, "is no capacity: " + bytes.error().message);
    if (*bytes < 1)
        return wrong(text, "is no room at all; expected at least 1 B");
    if (*bytes > static_cast<double>(maxAmount))
        return wrong(text, "is more bytes than can be counted");
    return ReplayCapacity { text, std::nullopt, static_cast<std::uint64_t>(*bytes) };
}

/// What a text counts: `none` for a share, which counts either.
CapacityUnit unitOf(std::string_view text)
{
    if (text.find('%') != text.npos)
        return CapacityUnit::none;
    const bool isNumber = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return std::string_view("0123456789.+-").find(c) != std::string_view::npos;
    });
    if (isNumber || text.ends_with("entries") || text.ends_with("entry"))
        return CapacityUnit::entries;
    return CapacityUnit::bytes;
}

Result<ReplayCapacity> parseCapacity(std::string_view text)
{
    const std::string whole(text);
    switch (unitOf(text)) {
    case CapacityUnit::none:
        return parseShare(whole);
    case CapacityUnit::bytes:
        return parseBytes(whole);
    case CapacityUnit::entries:
        break;
    }
    for (const std::string_view unit : { "entries", "entry" })
        if (text.ends_with(unit))
            text.remove_suffix(unit.size());
    return parseEntries(whole, trimmed(text));
}

std::string_view thing(CapacityUnit unit)
{
    return unit == CapacityUnit::bytes ? "bytes" : "entries";
}

} // namespace

ResultAll<ReplayCapacities> parseCapacities(const std::vector<std::string> &texts, std::optional<CapacityUnit> count)
{
    ReplayCapacities out;
    Errors errors;
    std::string inBytes, inEntries;
    for (const std::string &given : texts) {
        const std::string_view text = trimmed(given);
        auto capacity = parseCapacity(text);
        if (!capacity) {
            errors.push_back(capacity.error());
            continue;
        }
        const CapacityUnit unit = unitOf(text);
        if (unit == CapacityUnit::bytes)
            inBytes = text;
        if (unit == CapacityUnit::entries)
            inEntries = text;
        if (count && unit != CapacityUnit::none && unit != *count)
            errors.push_back({ "--capacity", "\"" + std::string(text) + "\" counts " + std::string(thing(unit)),
                *count == CapacityUnit::bytes ? "with --count bytes a capacity is bytes such as 100B, or a share"
                                              : "with --count objects a capacity is entries such as 100, or a share" });
        out.list.push_back(std::move(*capacity));
    }
    if (!count && !inBytes.empty() && !inEntries.empty())
        errors.push_back({ "--capacity", "\"" + inEntries + "\" counts entries and \"" + inBytes + "\" counts bytes",
            "one run counts one of the two; run twice" });
    if (texts.empty())
        errors.push_back({ "--capacity", "names no capacity", {} });
    out.unit = count.value_or(inBytes.empty() ? CapacityUnit::entries : CapacityUnit::bytes);
    if (!errors.empty())
        return tl::unexpected(errors);
    return out;
}

std::uint64_t resolveCapacity(const ReplayCapacity &capacity, std::uint64_t whole)
{
    if (!capacity.share)
        return capacity.amount;
    const double product = *capacity.share * static_cast<double>(whole);
    const double nearest = std::round(product);
    // 29 % of 100 is 29, though the product of the doubles is a hair less.
    const bool isWhole = std::fabs(product - nearest) <= 4 * std::numeric_limits<double>::epsilon() * product;
    return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(isWhole ? nearest : std::floor(product)));
}

} // namespace cs
