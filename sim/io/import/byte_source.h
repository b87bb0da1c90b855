// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sim/core/error.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace cs
{

/// The bytes of a regular file front to back, unpacked on the way: gzip (RFC 1952, any number of members) and Zstandard
/// (RFC 8878, any number of frames) are recognised by their first bytes, never by the name. Memory is bounded whatever
/// the file says. A packed stream that is cut short or damaged is an error that says how far it could be read.
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    /// Fills `buffer` from the front; 0 only at the end.
    virtual Result<std::size_t> read(std::span<char> buffer) = 0;
    virtual double fractionRead() const = 0; ///< 0..1 of the file's bytes
    virtual bool isPacked() const = 0;
    virtual std::uint64_t fileBytes() const = 0;
};

/// Errors name the path: missing, a directory, a pipe or device, not readable, empty.
Result<std::unique_ptr<ByteSource>> openByteSource(const std::string &path);

} // namespace cs
