// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/io/import/trace_op.h"

#include "sim/io/import/text_scan.h"

namespace cs
{

namespace
{

constexpr Named<TraceOp> operations[] = {
    { TraceOp::read, "read" },
    { TraceOp::read, "get" },
    { TraceOp::read, "gets" },
    { TraceOp::read, "head" },
    { TraceOp::read, "r" },
    { TraceOp::write, "write" },
    { TraceOp::write, "set" },
    { TraceOp::write, "add" },
    { TraceOp::write, "put" },
    { TraceOp::write, "post" },
    { TraceOp::write, "patch" },
    { TraceOp::write, "update" },
    { TraceOp::write, "replace" },
    { TraceOp::write, "cas" },
    { TraceOp::write, "append" },
    { TraceOp::write, "prepend" },
    { TraceOp::write, "incr" },
    { TraceOp::write, "decr" },
    { TraceOp::write, "w" },
    { TraceOp::remove, "delete" },
    { TraceOp::remove, "remove" },
    { TraceOp::remove, "del" },
};

} // namespace

std::optional<TraceOp> traceOpOf(std::string_view text)
{
    char lower[8];
    if (text.size() > sizeof lower)
        return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i)
        lower[i] = scan::toLower(text[i]);
    const std::string_view name(lower, text.size());
    for (const auto &entry : operations)
        if (entry.name == name)
            return entry.value;
    return std::nullopt;
}

std::string unknownOp(std::string_view text)
{
    std::vector<std::string_view> names;
    for (const auto &entry : operations)
        names.push_back(entry.name);
    const std::string nearest = nearestName(text, names);
    return "operation: " + scan::quoted(text) + " is none of get, set, delete and the like"
        + (nearest.empty() ? std::string() : " (did you mean \"" + nearest + "\"?)");
}

} // namespace cs
