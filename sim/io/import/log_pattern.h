// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"
#include "sim/io/import/access_line.h"
#include "sim/io/import/time_number.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cs
{

enum class LogField {
    opaque,
    client,
    user,
    host,
    date, ///< 17/May/2015:10:05:03 +0000, in brackets (Apache's %t) or without
    isoDate,
    epoch, ///< seconds since 1970, perhaps with a fraction
    datePart, ///< strftime text in `detail`
    request,
    method,
    path,
    query,
    target,
    status,
    bytes,
    duration,
};

/// A piece of a log format: literal text, then a field.
struct LogToken {
    std::string literal;
    LogField field = LogField::opaque;
    std::string name; ///< as the format spells it: "%>s", "$request_time"
    std::string detail; ///< datePart: its strftime text
    TimeScale scale = TimeScale::second;
    bool bracketed = false; ///< Apache's %t brings its brackets along
};

/// A log format compiled from an Apache LogFormat or an nginx log_format string; matches lines without going back.
class LogPattern
{
public:
    /// Also takes the whole directive, a string with \" from a configuration file, and the names common, combined,
    /// vhost_combined and combinedio. Errors say what is missing or cannot be told apart.
    static Result<LogPattern> compile(std::string_view format);

    /// Empty when the line matches, else what does not.
    std::string match(std::string_view line, AccessLine &out) const;

    bool hasDuration() const { return m_durationScale.has_value(); }
    TimeScale durationScale() const { return m_durationScale.value_or(TimeScale::second); }

private:
    Result<void> check(const std::vector<std::string> &unknown);
    std::string_view takeValue(std::string_view &rest, std::size_t index) const;

    std::vector<LogToken> m_tokens;
    std::string m_end; ///< literal after the last field
    std::optional<TimeScale> m_durationScale;
};

/// Pieces of a format string; `unknown` gets the variables that nobody knows.
Result<std::vector<LogToken>> apacheTokens(std::string_view format, std::string &end);
Result<std::vector<LogToken>> nginxTokens(std::string_view format, std::string &end, std::vector<std::string> &unknown);
/// The nginx variable that `name` is most likely meant to be, or empty.
std::string likelyVariable(std::string_view name);

} // namespace cs
