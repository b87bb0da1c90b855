// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Small scanners for lines of logs and traces: no locale, no allocation, total on any bytes.
namespace cs::scan
{

inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
inline bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
inline bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline char toLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline int hexValue(char c)
{
    return isDigit(c) ? c - '0' : toLower(c) - 'a' + 10;
}

inline std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

inline std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char &c : result)
        c = toLower(c);
    return result;
}

/// The whole text as a number of its kind; false for anything else (also for what does not fit).
template <class Integer>
bool parseInteger(std::string_view text, Integer &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}
inline bool parseDecimal(std::string_view text, double &value)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

/// For messages: control characters made visible, cut to a line that can be read.
std::string quoted(std::string_view text, std::size_t most = 60);

/// 64-bit hash of a text, the same on every machine. Multiply-and-fold over 8-byte words with a final avalanche, so
/// that every bit can serve for sampling.
inline std::uint64_t hashText(std::string_view text, std::uint64_t seed = 0)
{
    constexpr std::uint64_t prime = 0x9e3779b97f4a7c15u;
    std::uint64_t hash = seed ^ (text.size() * prime);
    const char *p = text.data();
    std::size_t left = text.size();
    const auto mix = [&hash](std::uint64_t word) {
        hash ^= word;
        hash *= 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
        hash *= 0xc4ceb9fe1a85ec53u;
        hash ^= hash >> 29;
    };
    for (; left >= 8; p += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        mix(word);
    }
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < left; ++i)
        word |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << (8 * i);
    mix(word);
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdu;
    hash ^= hash >> 33;
    return hash;
}

/// A recorded id stays the number it is; any other text becomes its hash.
inline std::uint64_t keyOf(std::string_view text)
{
    std::uint64_t id = 0;
    const bool plain = !text.empty() && isDigit(text[0]) && (text.size() == 1 || text[0] != '0');
    return plain && parseInteger(text, id) ? id : hashText(text);
}

} // namespace cs::scan
