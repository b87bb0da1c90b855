// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/csv_fields.h"

#include <algorithm>

namespace cs
{

bool splitCsv(std::string_view record, char delimiter, std::vector<std::string_view> &fields, std::string &scratch)
{
    fields.clear();
    scratch.clear();
    // Views into the scratch text must survive its growth, and it never holds more than the record.
    scratch.reserve(record.size());
    std::size_t at = 0;
    for (;;) {
        if (at < record.size() && record[at] == '"') {
            const std::size_t begin = scratch.size();
            for (++at;; ++at) {
                if (at >= record.size())
                    return false;
                if (record[at] != '"')
                    scratch += record[at];
                else if (at + 1 < record.size() && record[at + 1] == '"')
                    scratch += record[++at];
                else
                    break;
            }
            ++at;
            // What stands between the closing quote and the delimiter is kept as it is.
            const std::size_t end = std::min(record.find(delimiter, at), record.size());
            scratch += record.substr(at, end - at);
            at = end;
            fields.push_back(std::string_view(scratch).substr(begin));
        } else {
            const std::size_t end = std::min(record.find(delimiter, at), record.size());
            fields.push_back(record.substr(at, end - at));
            at = end;
        }
        if (at >= record.size())
            return true;
        ++at;
    }
}

char csvDelimiter(std::string_view header)
{
    char best = ',';
    for (const char candidate : { ';', '\t' })
        if (std::count(header.begin(), header.end(), candidate) > std::count(header.begin(), header.end(), best))
            best = candidate;
    return best;
}

} // namespace cs
