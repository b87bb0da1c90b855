// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/vary.h"

#include <doctest/doctest.h>

using namespace cs;

namespace
{

std::vector<std::string> values(const std::string &text)
{
    const auto vary = parseVary("a.b=" + text);
    INFO(text, ": ", (vary ? std::string() : vary.error().text()));
    REQUIRE(vary);
    CHECK(vary->path == "a.b");
    return vary->values;
}

using Values = std::vector<std::string>;

} // namespace

TEST_CASE("Ranges and lists of values, in the unit of their start")
{
    CHECK(values("64MB..4GB*2") == Values { "64MB", "128MB", "256MB", "512MB", "1024MB", "2048MB" });
    CHECK(values("64MiB .. 1GiB * 4") == Values { "64MiB", "256MiB", "1024MiB" });
    CHECK(values("1min..5min+2min") == Values { "1min", "3min", "5min" });
    CHECK(values("30s..2min+30s") == Values { "30s", "60s", "90s", "120s" });
    CHECK(values("0..0.3+0.1") == Values { "0", "0.1", "0.2", "0.3" });
    CHECK(values("10 %..30 %+10 %") == Values { "10 %", "20 %", "30 %" });
    CHECK(values("-2..2+2") == Values { "-2", "0", "2" });
    CHECK(values("1/s..100/s*10") == Values { "1/s", "10/s", "100/s" });
    CHECK(values("1e3..3e3+1e3") == Values { "1000", "2000", "3000" });
    CHECK(values("1..3+1,10,lru") == Values { "1", "2", "3", "10", "lru" });
    CHECK(values("none, 5min") == Values { "none", "5min" });
    CHECK(values("\"a,b..c\",{\"law\": \"uniform\", \"min\": \"1s\"}")
        == Values { "\"a,b..c\"", "{\"law\": \"uniform\", \"min\": \"1s\"}" });
    CHECK(parseVary("strategies[\"a=b,c\"].name=x,y")->path == "strategies[\"a=b,c\"].name");
    // A step that meets the end only up to rounding still meets it.
    CHECK(values("0.1..0.7+0.1").size() == 7);
    CHECK(values("1..1000000*10").back() == "1000000");
}

TEST_CASE("Ranges without steps are spans for a hypercube")
{
    const auto even = parseVary("a=1min..10min");
    REQUIRE(even);
    REQUIRE(even->span);
    CHECK(valueIn(*even->span, 0) == "1min");
    CHECK(valueIn(*even->span, 0.5) == "5.5min");
    const auto logarithmic = parseVary("a=64B..4kB*");
    REQUIRE(logarithmic);
    REQUIRE(logarithmic->span);
    CHECK(valueIn(*logarithmic->span, 0.5) == "506B");
    CHECK_FALSE(parseVary("a=1..10,20"));
}

TEST_CASE("What is no list of values is named")
{
    for (const char *wrong : { "a", "a=", "a=1,,2", "a=1,", "a=5..1+1", "a=1..5+0", "a=1..5+-1", "a=1..5*1", "a=0..5*2",
             "a=1min..5GB*2", "a=1min..5*2", "a=1..5+1s", "a=1..5*2s", "a=x..5+1", "a=1..y+1", "a=1,2,1",
             "a=1..100000+1", "a=1..nan+1", "a=..", "a=1..", "a=..5" }) {
        CAPTURE(wrong);
        CHECK_FALSE(parseVary(wrong));
    }
}
