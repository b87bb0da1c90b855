// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/access_line.h"
#include "sim/io/import/json_scanner.h"

#include <array>
#include <string>
#include <string_view>

namespace cs
{

enum JsonField {
    jsonTime,
    jsonMethod,
    jsonTarget,
    jsonQuery,
    jsonRequest,
    jsonStatus,
    jsonBytes,
    jsonDuration,
    jsonClient,
    jsonHost,
    jsonFieldCount
};

/// One line of a JSON-lines access log: the fields it may have by their usual names, nested objects by dotted names
/// ("http.request.method"); case, _ and - in names do not count. Where several names of a field are there, the usual
/// one wins.
class JsonRecord
{
public:
    /// Empty when the line is a JSON object with a time and a request, else what is wrong.
    std::string parse(std::string_view line, AccessLine &out);
    /// Name of the field that held the request time, as written ("duration_ms"); empty when there was none.
    const std::string &durationName() const { return m_names[jsonDuration]; }

private:
    struct Alias;
    static const Alias aliases[];

    void take(std::string_view name, std::string_view text);
    std::string finish(AccessLine &out);
    std::string finishRequest(AccessLine &out);
    bool has(JsonField field) const { return m_ranks[field] != 0; }

    JsonScanner m_scanner;
    std::array<std::string, jsonFieldCount> m_texts; ///< copies: the scanner undoes escapes in a text of its own
    std::array<std::string, jsonFieldCount> m_names;
    std::array<int, jsonFieldCount> m_ranks = {}; ///< 0 = not there; smaller is more usual
    std::string m_plain, m_target;
};

bool isJsonObjectStart(std::string_view line);

} // namespace cs
