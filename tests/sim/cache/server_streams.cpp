// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/server_streams.h"

#include <doctest/doctest.h>
#include <set>

using namespace cs::test;

TEST_CASE("the streams of the recorded server cases have the recorded checksums")
{
    std::set<std::string> seen;
    for (const char *list : { "redis_cases", "memcached_cases" })
        for (const auto &entry : serversFile().at(list)) {
            // Cases share streams; one of a kind is enough.
            if (!seen.insert(entry.at("stream_checksum").dump()).second)
                continue;
            INFO(entry.at("id").get<std::string>());
            const ServerStream stream(entry.at("stream"));
            const auto &checksum = entry.at("stream_checksum");
            if (entry.at("stream").at("pattern") == "zipf")
                CHECK(stream.weightsChecksum() == checksum.at("weights_fnv1a64").get<std::string>());
            CHECK(std::to_string(stream.totalWeight()) == checksum.at("total_weight").get<std::string>());
            CHECK(ServerStream::requestsChecksum(stream)
                == checksum.at("first_100000_requests_fnv1a64").get<std::string>());
        }
    CHECK(seen.size() >= 10);
}
