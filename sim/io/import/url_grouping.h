// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace cs
{

/// The group that a request's target belongs to, decided from its text alone, so that every reader of a log finds the
/// same groups: the path without query; ids, UUIDs, hashes, tokens, dates and long slugs are `:id`; static files are
/// grouped by their ending ("*.png"). At most 12 segments are kept.
std::string endpointPath(std::string_view target);

/// As endpointPath() into a text that is reused.
void endpointPath(std::string_view target, std::string &out);

/// What a cache would take as its key: the path and the query without parameters that only track (utm_*, gclid, fbclid,
/// ...), without scheme, host and fragment. The order of the parameters counts.
std::string_view cacheKey(std::string_view target, std::string &scratch);

/// Whether one segment of a path names one thing out of many.
bool isIdSegment(std::string_view segment);

/// "png" when the path names a static file, else empty.
std::string_view staticExtension(std::string_view path);

/// For people: "Api users id" style names of data types: "GET /api/users/:id" -> "api/users/:id", "*.png" -> "Static
/// files (*.png)".
std::string dataTypeName(std::string_view endpoint);

} // namespace cs
