// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/model/scenario.h"

#include <string>
#include <string_view>
#include <vector>

/// Prices with where they come from: resources/prices/*.json.
namespace cs
{

/// A price is either from a source, with a date, or an assumption that is to be replaced.
struct ListPrice {
    std::string key; ///< "redis_gb_month", see addCost()
    double price = 0;
    std::string what; ///< in words
    std::string source; ///< an address
    std::string date; ///< of the price: 2026-06-15
    bool assumption = false;
    bool operator==(const ListPrice &) const = default;
};

struct PriceSheet {
    std::string name;
    std::string currency = "USD";
    std::vector<ListPrice> items;

    /// As a scenario has them.
    Prices prices() const;
};

/// "cache-strategist/prices" version 1; all errors at once, each with its place.
ResultAll<PriceSheet> readPriceSheet(std::string_view text);

/// The sheet that is shipped: resources/prices/default.json.
const PriceSheet &defaultPriceSheet();

/// The shipped sheet for "default", else that of the file.
ResultAll<PriceSheet> loadPriceSheet(const std::string &nameOrPath);

} // namespace cs
