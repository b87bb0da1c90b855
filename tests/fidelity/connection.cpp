// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fidelity/connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace cs::test
{

namespace
{

/// -1 when nobody listens.
int connected(int port)
{
    const int out = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (out < 0)
        return -1;
    sockaddr_in address {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (connect(out, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        close(out);
        return -1;
    }
    const int yes = 1;
    setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval patience { 20, 0 };
    setsockopt(out, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(out, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return out;
}

} // namespace

Connection::Connection(int port)
    : m_socket(connected(port))
{
    if (m_socket < 0)
        throw std::runtime_error("nobody listens on port " + std::to_string(port));
}

Connection::~Connection()
{
    close(m_socket);
}

bool Connection::isAnswered(int port)
{
    const int probe = connected(port);
    if (probe >= 0)
        close(probe);
    return probe >= 0;
}

std::string Connection::readLine()
{
    flush();
    for (;;) {
        const std::size_t end = m_in.find("\r\n", m_at);
        if (end != std::string::npos) {
            std::string line = m_in.substr(m_at, end - m_at);
            m_at = end + 2;
            return line;
        }
        receive();
    }
}

std::string Connection::readBytes(std::size_t count)
{
    flush();
    while (m_in.size() - m_at < count)
        receive();
    std::string bytes = m_in.substr(m_at, count);
    m_at += count;
    return bytes;
}

void Connection::flush()
{
    for (std::size_t sent = 0; sent < m_out.size();) {
        const ssize_t count = send(m_socket, m_out.data() + sent, m_out.size() - sent, MSG_NOSIGNAL);
        if (count <= 0)
            throw std::runtime_error("the server takes nothing more");
        sent += static_cast<std::size_t>(count);
    }
    m_out.clear();
}

void Connection::receive()
{
    m_in.erase(0, m_at);
    m_at = 0;
    char buffer[65536];
    const ssize_t count = recv(m_socket, buffer, sizeof buffer, 0);
    if (count <= 0)
        throw std::runtime_error("the server says nothing more");
    m_in.append(buffer, static_cast<std::size_t>(count));
}

} // namespace cs::test
