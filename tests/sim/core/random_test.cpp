// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers of the generators, see tests/oracles/theory.json topic generators.
#include "sim/core/random.h"
#include "tests/support/oracles.h"

#include <vector>

using namespace cs;
using namespace cs::test;

namespace
{

std::vector<std::string> expectedTexts(const std::string &id)
{
    return oracleEntry(id).at("expected").get<std::vector<std::string>>();
}

} // namespace

TEST_CASE("R2: the first outputs of SplitMix64")
{
    SplitMix64 engine(oracleEntry("R2").at("params").at("seed").get<std::uint64_t>());
    std::vector<std::string> drawn;
    for (std::size_t i = 0; i < expectedTexts("R2").size(); ++i)
        drawn.push_back(std::to_string(engine()));
    INFO("R2, SplitMix64");
    CHECK(drawn == expectedTexts("R2"));
}

TEST_CASE("R4: the 10000th output of the Mersenne twisters, 32 bits wide and as streams use it")
{
    const auto seed = oracleEntry("R4").at("params").at("default_seed").get<std::uint32_t>();
    boost::random::mt19937 narrow(seed);
    StreamEngine wide(seed);
    narrow.discard(9'999);
    wide.discard(9'999);
    INFO("R4, mt19937 and mt19937_64");
    CHECK(std::vector { std::to_string(narrow()), std::to_string(wide()) } == expectedTexts("R4"));
}
