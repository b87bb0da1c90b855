// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/quantity.h"
#include "sim/model/law.h"
#include "sim/model/value_problems.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

/// The checks that the parts of a scenario share. All of them take the place of what they look at.
class Check
{
public:
    explicit Check(std::vector<ValueProblem> &out)
        : m_out(out)
    {
    }

    void report(std::string place, std::string message, std::string hint = {}, std::vector<std::string> restsOn = {});

    void count(const std::string &place, std::uint64_t value, std::uint64_t min, std::uint64_t max);
    /// Also finds what is no number.
    void number(const std::string &place, double value, double min, double max, Unit unit = Unit::number);
    void aboveZero(const std::string &place, double value, double max, Unit unit);
    void share(const std::string &place, double value) { number(place, value, 0, 1, Unit::share); }
    void duration(const std::string &place, Duration value, bool zeroAllowed);
    /// A name that errors and tables can show: not empty, one line, not too long.
    void name(const std::string &place, const std::string &text);
    void text(const std::string &place, const std::string &text, std::size_t maxBytes);
    void law(const std::string &place, const Law &law, Unit unit);
    /// One weight for each of the things named `what`, or none.
    void asMany(const std::string &place, std::size_t weights, std::size_t things, const std::string &what);
    void weights(const std::string &place, const std::vector<double> &weights);
    /// A name that is not among those known.
    void known(const std::string &place, const std::string &name, const std::set<std::string> &names,
        const std::string &what, std::vector<std::string> restsOn = {});

private:
    void list(const std::string &place, const std::vector<double> &values, double max, Unit unit);

    std::vector<ValueProblem> &m_out;
    int m_hints = 0;
};

/// Reports each name that stood before, with the place of the first: `places[i]` + ".name".
void checkNamesOnce(Check &check, const std::vector<std::string> &places, const std::vector<std::string> &names,
    const std::string &what);

} // namespace cs
