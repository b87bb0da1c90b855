// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/analysis/sweep/vary.h"

#include "sim/core/units.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cs
{

namespace
{

constexpr const char *examples = "as in 64MB..4GB*2, 1min..10min+1min or lru,sieve";

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

/// Walks over a text and tells what stands outside of quotes, brackets and braces.
class Outside
{
public:
    bool operator()(char c)
    {
        if (m_escaped) {
            m_escaped = false;
            return false;
        }
        if (m_quoted) {
            m_escaped = c == '\\';
            m_quoted = c != '"';
            return false;
        }
        m_quoted = c == '"';
        if (c == ']' || c == '}')
            --m_depth;
        const bool outside = m_depth == 0 && !m_quoted;
        if (c == '[' || c == '{')
            ++m_depth;
        return outside;
    }

private:
    int m_depth = 0;
    bool m_quoted = false, m_escaped = false;
};

/// Place of the first `mark` outside.
std::size_t findOutside(std::string_view text, std::string_view mark, std::size_t from = 0)
{
    Outside outside;
    for (std::size_t at = 0; at < text.size(); ++at)
        if (outside(text[at]) && at >= from && text.substr(at).starts_with(mark))
            return at;
    return std::string_view::npos;
}

/// A number and the unit behind it, blanks and all.
struct Amount {
    double number = 0;
    std::string rest;
    std::string_view unit() const { return trimmed(rest); }
};

Result<Amount> amountOf(std::string_view text)
{
    text = trimmed(text);
    Amount out;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out.number);
    if (read.ec != std::errc() || !std::isfinite(out.number))
        return fail(quoted(text) + " is no number with a unit", {}, examples);
    out.rest = std::string(read.ptr, text.data() + text.size());
    return out;
}

/// `amount` as a number of units of `like`; an error when they measure different things.
Result<double> inUnitOf(const Amount &amount, const Amount &like, std::string_view text)
{
    if (amount.unit() == like.unit())
        return amount.number;
    for (const Unit unit : { Unit::time, Unit::bytes, Unit::rate, Unit::share, Unit::entries }) {
        const UnitName *own = findUnit(unit, amount.unit());
        const UnitName *other = findUnit(unit, like.unit());
        if (own && other && !amount.unit().empty() && !like.unit().empty())
            return other->fromSi(own->toSi(amount.number));
    }
    return fail("the range " + quoted(text) + " mixes " + (like.unit().empty() ? "no unit" : quoted(like.unit()))
            + " and " + (amount.unit().empty() ? "no unit" : quoted(amount.unit())),
        {}, examples);
}

/// Twelve digits: what steps of a tenth add up to is written as people do.
std::string numberText(double value, int digits)
{
    char text[48];
    const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits);
    return std::string(text, written.ptr);
}

struct Range {
    double from = 0, to = 0;
    char step = ' '; ///< '+', '*' or none
    double by = 0; ///< 0 for a `*` alone
    std::string unit;
};

Result<Range> rangeOf(std::string_view text, std::size_t dots)
{
    const std::string_view rest = text.substr(dots + 2);
    // Behind a number's exponent a sign is no step.
    std::size_t sign = std::string_view::npos;
    for (std::size_t at = 1; at < rest.size() && sign == std::string_view::npos; ++at)
        if ((rest[at] == '+' || rest[at] == '*') && rest[at - 1] != 'e' && rest[at - 1] != 'E')
            sign = at;
    const auto from = amountOf(text.substr(0, dots));
    const auto to = amountOf(rest.substr(0, sign));
    if (!from || !to)
        return tl::unexpected(from ? to.error() : from.error());
    const auto end = inUnitOf(*to, *from, text);
    if (!end)
        return tl::unexpected(end.error());
    Range range { from->number, *end, ' ', 0, from->rest };
    if (!(range.to > range.from))
        return fail("the range " + quoted(text) + " does not end above its start", {}, examples);
    if (sign == std::string_view::npos)
        return range;
    range.step = rest[sign];
    const std::string_view by = trimmed(rest.substr(sign + 1));
    if (range.step == '*' && !(range.from > 0))
        return fail("the range " + quoted(text) + " grows by a factor from " + numberText(range.from, 12), {},
            "a start above 0, or steps with +");
    if (range.step == '*' && by.empty())
        return range;
    const auto amount = amountOf(by);
    if (!amount)
        return tl::unexpected(amount.error());
    if (range.step == '*' && !amount->unit().empty())
        return fail("a factor has no unit: " + quoted(by), {}, examples);
    const auto step = range.step == '*' ? Result<double>(amount->number) : inUnitOf(*amount, *from, text);
    if (!step)
        return tl::unexpected(step.error());
    if (!(*step > (range.step == '*' ? 1 : 0)))
        return fail("the range " + quoted(text) + " never gets to its end", {},
            range.step == '*' ? "a factor is larger than 1" : "a step is larger than 0");
    range.by = *step;
    return range;
}

Result<void> addSteps(const Range &range, std::string_view text, std::vector<std::string> &values)
{
    const double last = range.to * (range.to > 0 ? 1 + 1e-9 : 1 - 1e-9);
    for (std::size_t i = 0;; ++i) {
        const double value = range.step == '*' ? range.from * std::pow(range.by, static_cast<double>(i))
                                               : range.from + range.by * static_cast<double>(i);
        if (value > last)
            return {};
        if (values.size() == mostValues)
            return fail("the range " + quoted(text) + " has more than " + std::to_string(mostValues) + " values");
        values.push_back(numberText(value, 12) + range.unit);
    }
}

Result<void> addElement(std::string_view text, bool alone, Vary &vary)
{
    const std::size_t dots = findOutside(text, "..");
    if (dots == std::string_view::npos) {
        if (text.empty())
            return fail("a value is missing", {}, examples);
        vary.values.emplace_back(text);
        return {};
    }
    const auto range = rangeOf(text, dots);
    if (!range)
        return tl::unexpected(range.error());
    if (range->by != 0)
        return addSteps(*range, text, vary.values);
    if (!alone)
        return fail("the range " + quoted(text) + " has no steps, and stands in a list", {}, examples);
    vary.span = Vary::Span { range->from, range->to, range->step == '*', range->unit };
    return {};
}

} // namespace

Result<Vary> parseVary(std::string_view text)
{
    const std::size_t equals = findOutside(text, "=");
    if (equals == std::string_view::npos)
        return fail("has no =", std::string(text), "expected PATH=VALUES, " + std::string(examples));
    Vary vary;
    vary.path = std::string(trimmed(text.substr(0, equals)));
    const std::string_view values = text.substr(equals + 1);
    const bool alone = findOutside(values, ",") == std::string_view::npos;
    for (std::size_t from = 0; from <= values.size();) {
        const std::size_t comma = std::min(findOutside(values, ",", from), values.size());
        const auto added = addElement(trimmed(values.substr(from, comma - from)), alone, vary);
        if (!added)
            return fail(added.error().message, vary.path, added.error().hint);
        from = comma + 1;
    }
    for (std::size_t i = 0; i < vary.values.size(); ++i)
        if (std::find(vary.values.begin(), vary.values.begin() + static_cast<std::ptrdiff_t>(i), vary.values[i])
            != vary.values.begin() + static_cast<std::ptrdiff_t>(i))
            return fail("has the value " + quoted(vary.values[i]) + " twice", vary.path);
    return vary;
}

std::string valueIn(const Vary::Span &span, double share)
{
    const double value = span.logarithmic ? span.from * std::pow(span.to / span.from, share)
                                          : span.from + (span.to - span.from) * share;
    // Bytes are whole; of everything else six digits say enough.
    const bool whole = trimmed(span.unit) == "B" || trimmed(span.unit) == "entries";
    return numberText(whole ? std::round(value) : value, whole ? 15 : 6) + span.unit;
}

} // namespace cs
