// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/quantity.h"

#include <bit>
#include <boost/random/mersenne_twister.hpp>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

using namespace cs;

namespace
{

double valueOf(const char *text, Unit unit)
{
    const auto value = parseQuantity(text, unit);
    INFO(text);
    REQUIRE(value);
    return *value;
}

std::string errorOf(std::string_view text, Unit unit)
{
    const auto value = parseQuantity(text, unit);
    INFO(text);
    REQUIRE(!value);
    return value.error().text();
}

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("quantities read as SI values")
{
    CHECK(valueOf("5min", Unit::time) == 300);
    CHECK(valueOf("1.5 h", Unit::time) == 5400);
    CHECK(valueOf("  250 ms ", Unit::time) == 0.25);
    CHECK(valueOf("0.3ms", Unit::time) == 0.0003);
    CHECK(valueOf("1e3 ms", Unit::time) == 1);
    CHECK(valueOf("2E-3 s", Unit::time) == 0.002);
    CHECK(valueOf(".5 s", Unit::time) == 0.5);
    CHECK(valueOf("1w", Unit::time) == 604800);
    CHECK(valueOf("7 ns", Unit::time) == 7e-9);
    CHECK(valueOf("3us", Unit::time) == 3e-6);
    CHECK(valueOf("0s", Unit::time) == 0);
    CHECK(valueOf("-0s", Unit::time) == 0);
    CHECK(valueOf("2GB", Unit::bytes) == 2e9);
    CHECK(valueOf("2 kB", Unit::bytes) == 2000);
    CHECK(valueOf("1 KiB", Unit::bytes) == 1024);
    CHECK(valueOf("3 TiB", Unit::bytes) == 3.0 * 1024 * 1024 * 1024 * 1024);
    CHECK(valueOf("2400/h", Unit::rate) == 2400.0 / 3600);
    CHECK(valueOf("90 /min", Unit::rate) == 1.5);
    CHECK(valueOf("86400/d", Unit::rate) == 1);
    CHECK(valueOf("12 %", Unit::share) == 0.12);
    CHECK(valueOf("0.12", Unit::share) == 0.12);
    CHECK(valueOf("100%", Unit::share) == 1);
    CHECK(valueOf("100 entries", Unit::entries) == 100);
    CHECK(valueOf("100entries", Unit::entries) == 100);
    CHECK(valueOf("1 entry", Unit::entries) == 1);
    CHECK(valueOf("-2.5", Unit::number) == -2.5);
    CHECK(valueOf("1e-400 s", Unit::time) == 0);
}

TEST_CASE("a bare number says which unit is meant")
{
    CHECK(contains(errorOf("5", Unit::time), "no unit"));
    CHECK(contains(errorOf("5", Unit::time), "ns, us, ms, s, min, h, d or w"));
    CHECK(contains(errorOf("5", Unit::bytes), "a size"));
    CHECK(contains(errorOf("5", Unit::rate), "2400/h"));
    CHECK(contains(errorOf("5", Unit::entries), "entries"));
}

TEST_CASE("a wrong unit is told with the nearest right one")
{
    CHECK(contains(errorOf("5MIN", Unit::time), "did you mean \"min\""));
    CHECK(contains(errorOf("2gb", Unit::bytes), "did you mean \"GB\""));
    CHECK(contains(errorOf("2gib", Unit::bytes), "did you mean \"GiB\""));
    CHECK(contains(errorOf("2 kb", Unit::bytes), "did you mean \"kB\""));
    CHECK(contains(errorOf("5 m", Unit::time), "did you mean \"min\""));
    CHECK(contains(errorOf("5 sec", Unit::time), "did you mean \"s\""));
    CHECK(contains(errorOf("5 hours", Unit::time), "did you mean \"h\""));
    CHECK(contains(errorOf("5 \u00b5s", Unit::time), "did you mean \"us\""));
    CHECK(contains(errorOf("5 rps", Unit::rate), "did you mean \"/s\""));
    CHECK(contains(errorOf("100 entreis", Unit::entries), "did you mean \"entries\""));
    CHECK(contains(errorOf("2GB", Unit::time), "\"2GB\" is a size; expected a time"));
    CHECK(contains(errorOf("5 s", Unit::number), "is a time; expected a plain number"));
    CHECK(!contains(errorOf("5 parsecs", Unit::bytes), "did you mean"));
}

TEST_CASE("what is no quantity is an error")
{
    for (const Unit unit : { Unit::time, Unit::bytes, Unit::rate, Unit::share, Unit::entries, Unit::number })
        for (const char *text : { "", " ", "nan", "inf", "-inf", "0x10", "1e999", "x", "-", ".", "1,5 s", "1.000.000 B",
                 "1 000 s", "--5s", "+5s", "NaN s", "Infinity", "5 s s", "\xff\xfe", "e5 s" }) {
            INFO(text);
            CHECK(!parseQuantity(text, unit));
        }
    CHECK(contains(errorOf("-5s", Unit::time), "negative"));
    CHECK(contains(errorOf("1e308 w", Unit::time), "too large"));
    CHECK(contains(errorOf("101 %", Unit::share), "100 %"));
    CHECK(contains(errorOf("1.5 entries", Unit::entries), "whole"));
    CHECK(!parseQuantity(std::string_view("5\0s", 3), Unit::time));
    CHECK(errorOf(std::string(1'000'000, 'x'), Unit::time).size() < 300);
    CHECK(errorOf(std::string(1'000'000, '9'), Unit::time).size() < 300);
}

TEST_CASE("durations are exact to the nanosecond")
{
    CHECK(parseDuration("5min")->ns == 300'000'000'000);
    CHECK(parseDuration("0.3ms")->ns == 300'000);
    CHECK(parseDuration("9007199.254740993 s")->ns == 9'007'199'254'740'993);
    CHECK(parseDuration("1e-9s")->ns == 1);
    CHECK(parseDuration("0.5 ns")->ns == 1);
    CHECK(parseDuration("0.0e5 ns")->ns == 0);
    CHECK(parseDuration("-0s")->ns == 0);
    CHECK(parseDuration("0.000000000000000000000000000000001e33 ns")->ns == 1);
    CHECK(parseDuration("9223372036854775807 ns")->ns == std::numeric_limits<std::int64_t>::max());
    for (const char *tooShort : { "0.49 ns", "1e-999999999999 s", "0.0001us" })
        CHECK(parseDuration(tooShort).error().message.find("less than 1 ns") != std::string::npos);
    CHECK(parseDuration("-0.4ns").error().message.find("negative") != std::string::npos);
    CHECK(!parseDuration("9223372036854775808 ns"));
    CHECK(!parseDuration("293 w d"));
    CHECK(!parseDuration("110000d"));
    CHECK(!parseDuration("1e999999999999 s"));
    CHECK(!parseDuration("-1s"));
    CHECK(!parseDuration("5"));
}

TEST_CASE("text is what a person would write")
{
    CHECK(formatQuantity(300, Unit::time) == "5min");
    CHECK(formatQuantity(0.25, Unit::time) == "250ms");
    CHECK(formatQuantity(12.345, Unit::time) == "12.345s");
    CHECK(formatQuantity(0, Unit::time) == "0s");
    CHECK(formatQuantity(86400, Unit::time) == "1d");
    CHECK(formatQuantity(0.0003, Unit::time) == "300us");
    CHECK(formatQuantity(2000, Unit::bytes) == "2 kB");
    CHECK(formatQuantity(2e9, Unit::bytes) == "2 GB");
    CHECK(formatQuantity(512, Unit::bytes) == "512 B");
    CHECK(formatQuantity(4096, Unit::bytes) == "4 KiB");
    CHECK(formatQuantity(2400.0 / 3600, Unit::rate) == "2400/h");
    CHECK(formatQuantity(1000, Unit::rate) == "1000/s");
    CHECK(formatQuantity(0.12, Unit::share) == "12 %");
    CHECK(formatQuantity(0.001, Unit::share) == "0.1 %");
    CHECK(formatQuantity(0.07, Unit::share) == "7 %");
    CHECK(formatQuantity(100, Unit::entries) == "100 entries");
    CHECK(formatQuantity(0.1, Unit::number) == "0.1");
    CHECK(formatDuration({ 300'000'000'000 }) == "5min");
    CHECK(formatDuration({ 5'400'000'000'000 }) == "90min");
    CHECK(formatDuration({ 1'500'000'000 }) == "1.5s");
    CHECK(formatDuration({ 0 }) == "0s");
    CHECK(formatDuration({ 7 * 86'400'000'000'000 }) == "7d");
    CHECK(formatDuration({ 1 }) == "1ns");
}

TEST_CASE("every value comes back from its text bit for bit")
{
    boost::random::mt19937_64 bits(7);
    const Unit units[] = { Unit::time, Unit::bytes, Unit::rate, Unit::share, Unit::number };
    for (int i = 0; i < 40'000; ++i) {
        const Unit unit = units[i % 5];
        double value = 0;
        if (i % 3 == 0)
            value = std::bit_cast<double>(bits() >> 1);
        else if (i % 3 == 1)
            value = static_cast<double>(bits() % 100'000) / static_cast<double>(1 + bits() % 1000);
        else
            value = static_cast<double>(bits() % 1'000'000) * std::pow(10.0, static_cast<int>(bits() % 24) - 12);
        if (!std::isfinite(value) || value > 1e300)
            continue;
        if (unit == Unit::share)
            value = std::fmod(value, 1.0);
        const std::string text = formatQuantity(value, unit);
        const auto back = parseQuantity(text, unit);
        INFO(text);
        REQUIRE(back);
        REQUIRE(std::bit_cast<std::uint64_t>(*back) == std::bit_cast<std::uint64_t>(value));
    }
    for (const double entries : { 0.0, 1.0, 7.0, 1e6, 4294967294.0, 9007199254740991.0 })
        CHECK(parseQuantity(formatQuantity(entries, Unit::entries), Unit::entries).value() == entries);
}

TEST_CASE("every duration comes back from its text")
{
    boost::random::mt19937_64 bits(8);
    for (int i = 0; i < 40'000; ++i) {
        std::int64_t ns = static_cast<std::int64_t>(bits() >> (1 + i % 62));
        if (i % 2 == 0)
            ns = ns / 1'000'000 * 1'000'000;
        const std::string text = formatDuration({ ns });
        INFO(text);
        REQUIRE(parseDuration(text).value().ns == ns);
    }
    CHECK(parseDuration(formatDuration(Duration::max())).value() == Duration::max());
}

TEST_CASE("display rounds and never shows 1000 of a unit")
{
    CHECK(displayQuantity(0.0123, Unit::time) == "12.3\u2009ms");
    CHECK(displayQuantity(0.9996, Unit::time) == "1\u2009s");
    CHECK(displayQuantity(300, Unit::time) == "5\u2009min");
    CHECK(displayQuantity(0, Unit::time) == "0\u2009s");
    CHECK(displayQuantity(1.236e9, Unit::bytes) == "1.24\u2009GB");
    CHECK(displayQuantity(999'999, Unit::bytes) == "1\u2009MB");
    CHECK(displayQuantity(0.385, Unit::share) == "38.5\u2009%");
    CHECK(displayQuantity(1204.4, Unit::number) == "1,204");
    CHECK(displayQuantity(-0.5, Unit::number) == "-0.5");
    CHECK(displayQuantity(0.0, Unit::number) == "0");
    CHECK(displayQuantity(2.0 / 3600, Unit::rate) == "2\u2009/h");
    CHECK(displayQuantity(INFINITY, Unit::number) == "inf");
    CHECK(displayCount(1'204'331) == "1,204,331");
    CHECK(displayCount(999) == "999");
    CHECK(displayCount(1000) == "1,000");
    CHECK(formatFixed(1.005, 1) == "1.0");
    CHECK(formatFixed(-0.001, 2) == "0.00");
    CHECK(formatNumber(1e-9) == "1e-09");
}
