// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/calendar.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace cs
{

/// What a line of an access log says, as views into the line (or into the scratch texts of its reader).
struct AccessLine {
    WallTime time;
    bool timeFound = false; ///< the line has a date of access logs, whatever else is wrong with it
    bool quotedTail = false; ///< quoted fields (referer, user agent) follow the size
    std::string_view client, host, user;
    std::string_view method, target; ///< target: as sent, escapes undone
    int status = 0; ///< 0 = not recorded
    std::int64_t bytes = -1; ///< -1 = not recorded
    std::string_view tail; ///< everything after the size
    std::string_view duration; ///< text of the request time, empty = not recorded
    std::string unescaped; ///< holds method and target when escapes had to be undone
};

/// Common and combined lines of Apache and nginx, with or without a virtual host in front and fields behind. Empty when
/// the line is right, else what is wrong with it.
std::string parseAccessLine(std::string_view line, AccessLine &out);

/// "GET /path HTTP/1.1" into method and target; undoes \" \\ and \xHH. Empty when it is a request, else what is wrong.
std::string parseRequestLine(std::string_view text, AccessLine &out);
/// For logs that give method and target apart.
std::string checkMethodAndTarget(const AccessLine &line);

/// A status such as "200", "-" or "000"; false for anything else.
bool parseStatus(std::string_view text, int &status);

/// The field number `index` of a tail, from 0: blanks part fields, quotes keep them together and are taken off.
std::string_view tailField(std::string_view tail, std::size_t index);

} // namespace cs
