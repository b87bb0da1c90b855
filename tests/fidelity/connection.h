// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cs::test
{

/// A TCP connection to 127.0.0.1: what is written goes out with the next read, what is read comes by lines or counts.
/// Throws std::runtime_error when the other side is gone or silent for 20 s.
class Connection
{
public:
    explicit Connection(int port);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    static bool isAnswered(int port);

    void write(std::string_view bytes) { m_out += bytes; }
    /// Up to "\r\n", without it.
    std::string readLine();
    std::string readBytes(std::size_t count);

private:
    void flush();
    void receive();

    int m_socket;
    std::string m_out, m_in;
    std::size_t m_at = 0; ///< read of m_in
};

} // namespace cs::test
