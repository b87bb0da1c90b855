// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/json_document.h"
#include "sim/io/json_tree.h"

#include <string>

namespace cs
{

/// The document's text, changed so that it says `now` where it said `before`: what both say alike keeps its spelling,
/// key order, blanks and line breaks. Elements of lists go by their "name", else by their position. `before` is what
/// the document means; its keys may miss in the text (a default) and the text may have more (a default spelled out).
std::string mergedText(const JsonDocument &document, const JsonTree &before, const JsonTree &now);

} // namespace cs
