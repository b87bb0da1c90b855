// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace cs
{

/// What went wrong, where, and what would be right.
/// `place` is a path in a file (`strategies[1].layers[0].ttl`, `access.log:17`) or empty.
struct Error {
    std::string place;
    std::string message;
    std::string hint;

    /// One line: "place: message (hint)".
    std::string text() const;
    bool operator==(const Error &) const = default;
};

using Errors = std::vector<Error>;

/// One line per error.
std::string joined(const Errors &errors);

template <class T>
using Result = tl::expected<T, Error>;

/// For readers that report everything wrong with a file at once.
template <class T>
using ResultAll = tl::expected<T, Errors>;

inline tl::unexpected<Error> fail(std::string message, std::string place = {}, std::string hint = {})
{
    return tl::unexpected<Error>(Error { std::move(place), std::move(message), std::move(hint) });
}

} // namespace cs
