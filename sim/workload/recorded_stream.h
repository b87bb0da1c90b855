// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/io/import/trace_reader.h"
#include "sim/workload/request_stream.h"

#include <boost/unordered/unordered_flat_map.hpp>

namespace cs
{

/// A recorded trace as the workload. A record belongs to the data type whose endpoint or name its own type has; the
/// rest goes to the type with endpoint "*" (or named "Other"), or is left out and counted. Keys become dense numbers by
/// type. A trace that has records but no request that could be played is an error.
class RecordedStream final : public RequestStream
{
public:
    RecordedStream(std::unique_ptr<TraceReader> reader, const Workload &workload);
    Result<bool> next(Request &request) override;
    double fractionRead() const override;
    std::vector<std::string> notes() const override;

private:
    static constexpr std::uint32_t noType = ~std::uint32_t(0);
    std::uint32_t typeOf(std::uint32_t recorded);
    SimTime playedAt(SimTime recorded) const;
    Result<bool> atEnd() const;

    std::unique_ptr<TraceReader> m_reader;
    std::vector<DataType> m_types;
    std::vector<boost::unordered_flat_map<std::uint64_t, std::uint64_t>> m_keys;
    std::vector<std::uint32_t> m_typeOfRecorded;
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> m_clients;
    double m_speed;
    std::uint64_t m_clientCount;
    bool m_ownTypes;
    std::uint32_t m_rest = noType;
    std::uint64_t m_number = 0;
    SimTime m_first, m_last;
    std::uint64_t m_unmatched = 0;
};

} // namespace cs
