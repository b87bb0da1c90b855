// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/paths.h"

#include <cmath>
#include <doctest/doctest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace cs::test
{

/// An entry of tests/oracles/theory.json: an expected figure, and how far a simulation of `des_requests` may be off.
struct Oracle {
    double expected = 0;
    double tolerance = 0; ///< absolute, for `requests` requests
    double requests = 0;
};

inline const nlohmann::json &oracleFile()
{
    static const nlohmann::json file = [] {
        std::ifstream in(sourcePath("tests/oracles/theory.json"));
        return nlohmann::json::parse(in);
    }();
    return file;
}

inline const nlohmann::json &oracleEntry(const std::string &id)
{
    for (const auto &entry : oracleFile())
        if (entry.at("id") == id)
            return entry;
    FAIL("no oracle ", id);
    return oracleFile().front();
}

inline Oracle oracle(const std::string &id)
{
    const auto &entry = oracleEntry(id);
    const auto &tolerance = entry.at("tolerance");
    Oracle out;
    out.expected = entry.at("expected").get<double>();
    if (tolerance.contains("des_abs"))
        out.tolerance = tolerance.at("des_abs").get<double>();
    else if (tolerance.contains("des_rel"))
        out.tolerance = tolerance.at("des_rel").get<double>() * std::fabs(out.expected);
    out.requests = tolerance.value("des_requests", 0.0);
    return out;
}

/// The figure of a run with `requests` requests against the oracle, its tolerance scaled to the length of the run.
inline void checkOracle(const std::string &id, double figure, double requests)
{
    const Oracle want = oracle(id);
    const double scale = want.requests > 0 && requests > 0 ? std::sqrt(want.requests / requests) : 1;
    INFO(id, ": expected ", want.expected, ", got ", figure, ", tolerance ", want.tolerance * scale);
    CHECK(std::fabs(figure - want.expected) <= want.tolerance * scale);
}

} // namespace cs::test
