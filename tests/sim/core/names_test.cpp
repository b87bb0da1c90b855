// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/core/error.h"
#include "sim/core/names.h"

#include <doctest/doctest.h>

using namespace cs;

TEST_CASE("the nearest name ignores case and far names")
{
    const std::string_view names[] = { "ttl", "jitter", "invalidation", "coalesce" };
    CHECK(nearestName("TTL", names) == "ttl");
    CHECK(nearestName("invaldiation", names) == "invalidation");
    CHECK(nearestName("jiter", names) == "jitter");
    CHECK(nearestName("colour_of_the_sky", names).empty());
    CHECK(nearestName("", names).empty());
    CHECK(nearestName("ttl", {}).empty());
    CHECK(nearestName(std::string(1'000'000, 'a'), names).empty());
}

TEST_CASE("an error is one line with place and hint")
{
    CHECK(Error { "a.b", "is wrong", "did you mean c?" }.text() == "a.b: is wrong (did you mean c?)");
    CHECK(Error { {}, "is wrong", {} }.text() == "is wrong");
    CHECK(joined({ { "a", "x", {} }, { "b", "y", {} } }) == "a: x\nb: y");
}
