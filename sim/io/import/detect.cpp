// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/access_line.h"
#include "sim/io/import/json_record.h"
#include "sim/io/import/readers.h"
#include "sim/io/import/text_scan.h"

#include <algorithm>

namespace cs
{

namespace
{

/// Many bytes that no text has.
bool looksBinary(std::string_view head)
{
    const std::string_view front = head.substr(0, 4096);
    const auto strange = std::count_if(front.begin(), front.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    return static_cast<std::size_t>(strange) * 5 > front.size();
}

/// The lines of the head; the last one only if it is whole or the only one.
std::vector<std::string_view> headLines(std::string_view head, std::size_t most)
{
    std::vector<std::string_view> lines;
    while (!head.empty() && lines.size() < most) {
        const auto end = head.find('\n');
        if (end == head.npos && !lines.empty())
            break;
        const auto line = scan::trimmed(head.substr(0, end));
        if (!line.empty())
            lines.push_back(line);
        head = end == head.npos ? std::string_view() : head.substr(end + 1);
    }
    return lines;
}

bool isKeyLine(std::string_view line)
{
    return line.find_first_of(" ,;\t\"") == line.npos;
}

} // namespace

Result<TraceFormat> detectFormat(std::string_view head, const std::string &path)
{
    if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff"))
        return fail("the text is in UTF-16, expected UTF-8 or ASCII", path, "convert it with iconv -f UTF-16 -t UTF-8");
    const std::string_view front = head.substr(0, 4096);
    if (!front.empty() && front.find_first_not_of('\0') == front.npos)
        return fail("begins with " + std::to_string(front.size()) + " zero bytes, which is no known format", path,
            "a log that was emptied while it was written begins with a hole; tr -d '\\0' takes it out");
    // Zero bytes right at the front are binary; further on they may be a hole that a crash left in a log.
    if (head.substr(0, 96).find('\0') != head.npos)
        return TraceFormat::oracleGeneral;
    if (head.starts_with("\xef\xbb\xbf"))
        head.remove_prefix(3);
    const auto lines = headLines(head, 200);
    if (lines.empty())
        return fail("holds blank lines only", path);
    std::size_t combined = 0, common = 0, json = 0, twitter = 0, keys = 0;
    for (const auto line : lines) {
        AccessLine access;
        if (parseAccessLine(line, access).empty() || access.timeFound)
            ++(access.quotedTail ? combined : common);
        else if (isJsonObjectStart(line))
            ++json;
        else if (isTwitterLine(line))
            ++twitter;
        else if (isKeyLine(line))
            ++keys;
    }
    const std::size_t best = std::max({ combined + common, json, twitter });
    if (isCsvHeader(lines[0]) && best * 2 < lines.size())
        return TraceFormat::csv;
    // Some lines of a log may be damaged; what is recognised at all says more than what could be anything.
    if (best > 0 && best * 10 >= lines.size())
        return combined + common == best ? (combined >= common ? TraceFormat::combined : TraceFormat::common)
            : json == best               ? TraceFormat::jsonLines
                                         : TraceFormat::twitter;
    if (looksBinary(head))
        return TraceFormat::oracleGeneral;
    if (keys == lines.size())
        return TraceFormat::keys;
    if (path.ends_with(".csv") || path.ends_with(".csv.gz") || path.ends_with(".csv.zst"))
        return TraceFormat::csv;
    return fail("the format of the file is not recognised; it begins with " + scan::quoted(lines[0], 100), path,
        "name it: combined, common, json-lines, csv (with a header), keys, oracleGeneral, twitter; or describe "
        "the lines with a log format");
}

} // namespace cs
