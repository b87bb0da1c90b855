// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/price_sheet.h"
#include "sim/io/files.h"
#include "tests/support/paths.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

bool mentions(const Errors &errors, const std::string &part)
{
    for (const auto &error : errors)
        if (error.text().find(part) != std::string::npos)
            return true;
    return false;
}

std::string sheet(const std::string &items)
{
    return R"({ "format": "cache-strategist/prices", "version": 1, "currency": "EUR", "items": [)" + items + "] }";
}

} // namespace

TEST_CASE("The shipped price sheet is the file, and every price has a source and a date or says that it is assumed")
{
    const auto text = readFile(CS_SOURCE_DIR "/resources/prices/default.json", 1'000'000);
    REQUIRE(text);
    const auto file = readPriceSheet(*text);
    REQUIRE(file);
    CHECK(file->items == defaultPriceSheet().items);
    CHECK(file->items.size() >= 5);
    for (const auto &item : file->items) {
        CAPTURE(item.key);
        CHECK(item.price > 0);
        CHECK_FALSE(item.what.empty());
        CHECK(item.assumption == item.source.empty());
        CHECK(item.assumption == item.date.empty());
    }
    CHECK(defaultPriceSheet().prices().items.size() == file->items.size());
    CHECK(loadPriceSheet("default")->name == file->name);
}

TEST_CASE("A price sheet says all that is wrong, with its place")
{
    const auto good = readPriceSheet(sheet(R"({ "key": "redis_gb_month", "price": 3, "assumption": true })"));
    REQUIRE(good);
    CHECK(good->currency == "EUR");
    CHECK(good->prices().items == std::vector<std::pair<std::string, double>> { { "redis_gb_month", 3.0 } });

    const auto wrong = readPriceSheet(sheet(R"({ "key": "a", "price": -1, "assumption": true },
        { "key": "b", "price": 1 }, { "key": "a", "price": 1, "source": "x", "date": "2026" },
        { "key": "c", "price": 1, "source": "x", "date": "2026", "assumption": true })"));
    REQUIRE_FALSE(wrong);
    CHECK(mentions(wrong.error(), "items[0].price"));
    CHECK(mentions(wrong.error(), "items[1]"));
    CHECK(mentions(wrong.error(), "items[2].key"));
    CHECK(mentions(wrong.error(), "items[3]"));

    const auto unread = readPriceSheet(sheet(R"({ "key": 3, "prise": 1 })"));
    REQUIRE_FALSE(unread);
    CHECK(mentions(unread.error(), "items[0].key"));
    CHECK(mentions(unread.error(), "did you mean \"price\"?"));
    CHECK_FALSE(readPriceSheet("[]"));
    CHECK_FALSE(readPriceSheet("{"));
    CHECK(mentions(
        readPriceSheet(R"({ "format": "x", "version": 2, "currency": "USD", "items": [] })").error(), "version"));
    CHECK_FALSE(loadPriceSheet("/no/such/file"));
}
