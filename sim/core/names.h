// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cs
{

/// An enum value and the one spelling it has in files, on the command line and on the screen.
template <class E>
struct Named {
    E value;
    std::string_view name;
};

/// Specialised beside each enum: `static constexpr Named<E> table[] = {...}`.
template <class E>
struct NameTable;

template <class E>
constexpr std::string_view nameOf(E value)
{
    for (const auto &entry : NameTable<E>::table)
        if (entry.value == value)
            return entry.name;
    return "?";
}

template <class E>
constexpr std::optional<E> valueOf(std::string_view name)
{
    for (const auto &entry : NameTable<E>::table)
        if (entry.name == name)
            return entry.value;
    return std::nullopt;
}

/// The candidate with the smallest edit distance (case ignored, at most a third of the letters changed), or empty.
std::string nearestName(std::string_view wrong, std::span<const std::string_view> candidates);

} // namespace cs
