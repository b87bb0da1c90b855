// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/names.h"
#include "sim/core/quantity.h"
#include "sim/io/json_tree.h"
#include "sim/io/value_in.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Codecs (see record_io.h) of values that are one JSON scalar.
namespace cs
{

struct Text {
    std::string_view what = "a text";
    std::string_view expectation() const { return what; }
    void read(const ValueIn &in, std::string &out) const;
    JsonTree write(const std::string &text) const { return JsonTree::text(text); }
};

struct YesNo {
    std::string_view expectation() const { return "true or false"; }
    void read(const ValueIn &in, bool &out) const;
    JsonTree write(bool value) const { return JsonTree::raw(value ? "true" : "false"); }
};

/// A whole number without sign.
struct Count {
    std::uint64_t min = 0, max = 18446744073709551615u; ///< for messages about what is no count; validate() checks them
    std::string_view expectation() const { return "a whole number such as 1000"; }
    void read(const ValueIn &in, std::uint64_t &out) const;
    JsonTree write(std::uint64_t value) const { return JsonTree::raw(std::to_string(value)); }
};

/// A number without unit.
struct Number {
    std::string_view expectation() const { return "a plain number such as 1.5"; }
    void read(const ValueIn &in, double &out) const;
    JsonTree write(double value) const;
};

/// A text with a unit; of shares also a plain number.
struct Quantity {
    Unit unit;
    std::string_view expectation() const;
    void read(const ValueIn &in, double &out) const;
    JsonTree write(double value) const;
};

/// A time, exact to the nanosecond. `alternative` is a word that the surrounding codec takes in its place.
struct Time {
    std::string_view alternative = {};
    std::string_view expectation() const { return "a time such as \"5min\""; }
    void read(const ValueIn &in, Duration &out) const;
    JsonTree write(Duration value) const { return JsonTree::text(formatDuration(value)); }
};

/// One of the words of an enum's name table.
template <class E>
struct Word {
    std::string_view what = "one of";
    std::string_view expectation() const { return what; }

    void read(const ValueIn &in, E &out) const
    {
        std::vector<std::string_view> names;
        for (const auto &entry : NameTable<E>::table) {
            names.push_back(entry.name);
            if (in.is(entry.name)) {
                out = entry.value;
                return;
            }
        }
        in.unknownWord(std::string(what), names);
    }

    JsonTree write(E value) const { return JsonTree::text(nameOf(value)); }
};

} // namespace cs
